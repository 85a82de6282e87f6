using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Running;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Json;

/// <summary>A command whose output is events of its run; it never gets a terminal.</summary>
internal sealed class JsonConsole(IRunObserver observer) : ICommandConsole
{
    public Stream? Input { get; } = StreamConsole.OpenInput();

    public CommandTerminal? Terminal => null;

    public void OnResize(Action<WindowSize> resized)
    {
    }

    public bool TryWrite(OutputKind stream, ReadOnlySpan<byte> bytes)
    {
        observer.Output(OutputSource.Command, stream, bytes);
        return true;
    }

    public void Dispose() => Input?.Dispose();
}
