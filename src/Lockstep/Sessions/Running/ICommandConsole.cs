using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Running;

/// <summary>
/// This side of a command that runs on a target: where its input comes from and its output goes. Disposing it gives the user's terminal back as it was found.
/// </summary>
public interface ICommandConsole : IDisposable
{
    /// <summary>What the command is given, to its end; null for nothing.</summary>
    Stream? Input { get; }

    /// <summary>The terminal that the command shall have one like; null for none.</summary>
    CommandTerminal? Terminal { get; }

    /// <summary>Names who is told each time the terminal's size has changed, on any thread.</summary>
    void OnResize(Action<WindowSize> resized);

    /// <summary>Writes what the command wrote, waiting while it is not taken; false when nobody reads that stream any more.</summary>
    bool TryWrite(OutputKind stream, ReadOnlySpan<byte> bytes);
}

/// <summary>A terminal as a program sees it.</summary>
/// <param name="Type">What it understands: the variable TERM.</param>
/// <param name="Size">How large it is.</param>
public sealed record CommandTerminal(string Type, WindowSize Size);

/// <summary>Opens the console when the push is done and the command is about to start; whatever shows the push has to be off the terminal then.</summary>
public delegate Task<ICommandConsole> OpenConsole(RunSummary pushed);
