using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Processes;
using Lockstep.Portable.Disk.Unix;

namespace Lockstep.Portable.Processes;

/// <summary>An operating system as the framework has it.</summary>
internal sealed class PortableSystem : SystemFamily
{
    private const ushort UsualMask = 0x12; // ----w--w-

    /// <inheritdoc/>
    public override uint UserId => OperatingSystem.IsWindows() ? 0 : UnixImports.GetUserId();

    /// <inheritdoc/>
    public override ushort CreationMask => OperatingSystem.IsWindows() ? UsualMask : Native.Disk.FileCreationMask.OfLinux();

    /// <summary>The thread's time is nowhere to be asked: the clock's, which is the same while nothing else is to be done.</summary>
    public override TimeSpan ThreadTime => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc/>
    public override void StepBack()
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    /// <inheritdoc/>
    public override unsafe void FillRandom(Span<byte> bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomNumberGenerator.Fill(bytes);
            return;
        }

        fixed (byte* start = bytes)
        {
            if (UnixImports.GetRandom(start, bytes.Length) != 0)
            {
                throw new Native.Disk.FileSystemException(Errno.EIO, "take random bytes", name: default);
            }
        }
    }

    /// <inheritdoc/>
    public override byte[]? FindProgram(ReadOnlySpan<byte> name) => ProgramSearch.Find(Encoding.UTF8.GetString(name)) is { } path
        ? Encoding.UTF8.GetBytes(path)
        : null;

    /// <inheritdoc/>
    public override byte[]? ReadProgram(ProgramQuestion question) => FrameworkQuestion.Read(question);

    /// <inheritdoc/>
    public override PipedProcess StartPiped(PipedCommand command)
    {
        string name = Encoding.UTF8.GetString(command.Words[0].Span);
        string program = (ProgramSearch.IsPath(name) ? name : ProgramSearch.Find(name))
            ?? throw new Win32Exception($"no program '{Tree.DisplayText.Of(name)}' is on the PATH; install OpenSSH's client, or name the program in LOCKSTEP_SSH");
        ProcessStartInfo start = FrameworkStart.Of(program, command.Words.Skip(1), shieldsFromInterrupt: true);
        start.RedirectStandardInput = true;
        return new FrameworkPipedProcess(Process.Start(start) ?? throw new Win32Exception($"'{Tree.DisplayText.Of(program)}' did not start"));
    }
}
