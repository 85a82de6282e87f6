using System.ComponentModel;
using Lockstep.Native.Descriptors;

namespace Lockstep.Native.Processes;

/// <summary>A process of Linux with pipes for its streams, whose life is tied to ours.</summary>
internal sealed class LinuxPipedProcess : PipedProcess
{
    private readonly OwnedProcess _process;

    private LinuxPipedProcess(OwnedProcess process, ProcessSocket input, ProcessPipe output, ProcessPipe error)
    {
        _process = process;
        Input = new DescriptorWriter(input.WriteEnd);
        Output = new DescriptorReader(output.ReadEnd);
        Error = new DescriptorReader(error.ReadEnd);
    }

    /// <inheritdoc/>
    public override CountedStream Input { get; }

    /// <inheritdoc/>
    public override CountedStream Output { get; }

    /// <inheritdoc/>
    public override CountedStream Error { get; }

    /// <inheritdoc/>
    public override Task Ended => _process.Ended;

    /// <summary>Starts it through the launcher.</summary>
    /// <exception cref="Win32Exception">No process can be started.</exception>
    public static LinuxPipedProcess Start(PipedCommand command)
    {
        var input = new ProcessSocket();
        var output = new ProcessPipe();
        var error = new ProcessPipe();
        try
        {
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = command.Launcher,
                Arguments = command.LauncherWords,
                Input = input.ReadEnd,
                Output = output.WriteEnd,
                Error = error.WriteEnd,
            });
            input.ReadEnd.Dispose();
            output.WriteEnd.Dispose();
            error.WriteEnd.Dispose();
            return new LinuxPipedProcess(process, input, output, error);
        }
        catch (Win32Exception)
        {
            input.Dispose();
            output.Dispose();
            error.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ProcessExit Reap() => _process.Reap();

    /// <inheritdoc/>
    public override void Terminate() => _process.Send(ProcessSignal.Terminate);

    /// <inheritdoc/>
    public override void Kill() => _process.Send(ProcessSignal.Kill);
}
