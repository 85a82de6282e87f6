using Lockstep.Native.Disk;
using Lockstep.Native.Processes;

namespace Lockstep.Native;

/// <summary>Linux by its own calls.</summary>
internal sealed class LinuxSystem : SystemFamily
{
    private const int PriorityOfThread = 0;
    private const int Niceness = 5;

    /// <inheritdoc/>
    public override uint UserId => FileCalls.GetEffectiveUserId();

    /// <inheritdoc/>
    public override ushort CreationMask => FileCreationMask.OfLinux();

    /// <inheritdoc/>
    public override unsafe TimeSpan ThreadTime
    {
        get
        {
            TimeSpec time;
            CallResult.Of(ProcessCalls.GetTime(ProcessCalls.ThreadProcessorClock, &time)).OrThrow("read the clock");
            return time.ToTimeSpan();
        }
    }

    /// <inheritdoc/>
    public override bool LendsTerminal => true;

    /// <inheritdoc/>
    public override bool HasLocalSockets => true;

    /// <inheritdoc/>
    public override bool HasLocalTargets => true;

    /// <summary>Only few users may take it back. Threads that the thread starts do the same.</summary>
    public override void StepBack() => _ = ProcessCalls.SetPriority(PriorityOfThread, id: 0, Niceness);

    /// <summary>The kernel's. The framework's own generator would load OpenSSL, which a static program cannot.</summary>
    public override void FillRandom(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[(int)FileCalls.GetRandom(bytes).OrThrow("take random bytes")..];
        }
    }

    /// <inheritdoc/>
    public override byte[]? FindProgram(ReadOnlySpan<byte> name) => ProgramPath.FindOnLinux(name);

    /// <inheritdoc/>
    public override byte[]? ReadProgram(ProgramQuestion question) => LinuxProgramOutput.Read(question);

    /// <inheritdoc/>
    public override PipedProcess StartPiped(PipedCommand command) => LinuxPipedProcess.Start(command);
}
