using System.Diagnostics;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;

namespace Lockstep.Portable.Processes;

/// <summary>A program that the framework has started, with pipes for its streams.</summary>
internal sealed class FrameworkPipedProcess : PipedProcess
{
    private readonly Process _process;

    public FrameworkPipedProcess(Process process)
    {
        _process = process;
        Input = new PatientWriter(process.StandardInput.BaseStream);
        Output = new PatientReader(process.StandardOutput.BaseStream);
        Error = new PatientReader(process.StandardError.BaseStream);
        Ended = process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public override CountedStream Input { get; }

    /// <inheritdoc/>
    public override CountedStream Output { get; }

    /// <inheritdoc/>
    public override CountedStream Error { get; }

    /// <inheritdoc/>
    public override Task Ended { get; }

    /// <inheritdoc/>
    public override ProcessExit Reap() => new(_process.ExitCode & 0xff, Signal: 0);

    /// <summary>Asks on Unix, where there is a way to.</summary>
    public override void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else if (!Ended.IsCompleted)
        {
            _ = Disk.Unix.UnixImports.Kill(_process.Id, (int)ProcessSignal.Terminate);
        }
    }

    /// <inheritdoc/>
    public override void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
