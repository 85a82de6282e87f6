using Lockstep.Native.Terminals;
using Lockstep.Sessions.Running;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// A command's streams on our own, byte for byte. A keyboard is not passed on: with standard output elsewhere, a pager or the shell's next command reads it.
/// </summary>
internal sealed class StreamConsole : ICommandConsole
{
    private const int StandardInput = 0, StandardOutput = 1, StandardError = 2;

    private readonly CommandStream _output = new(StandardOutput);
    private readonly CommandStream _error = new(StandardError);

    public Stream? Input { get; } = OpenInput();

    public CommandTerminal? Terminal => null;

    /// <summary>Why output of the command is lost; null where none is.</summary>
    public string? Failure => (_output.Failure, _error.Failure) switch
    {
        ({ } cause, _) => $"cannot write to standard output: {cause}",
        (_, { } cause) => $"cannot write to standard error: {cause}",
        _ => null,
    };

    /// <summary>Standard input as a stream; null when it is a terminal.</summary>
    public static Stream? OpenInput() => TerminalModes.IsTerminal(StandardInput) ? null : StandardStreams.OpenInput();

    public void OnResize(Action<WindowSize> resized)
    {
    }

    public bool TryWrite(OutputKind stream, ReadOnlySpan<byte> bytes) => (stream == OutputKind.Out ? _output : _error).TryWrite(bytes);

    public void Dispose()
    {
        Input?.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
