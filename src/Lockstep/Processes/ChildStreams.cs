using System.ComponentModel;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Native.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Processes;

/// <summary>What a command's standard streams are: two or three pipes, or one terminal. Ours are the other ends.</summary>
internal sealed class ChildStreams : IDisposable
{
    private ChildStreams(ProcessPipe? input, ProcessPipe output, ProcessPipe error)
    {
        (ChildsInput, ChildsOutput, ChildsError) = (input?.ReadEnd, output.WriteEnd, error.WriteEnd);
        (Output, Error) = (output.ReadEnd, error.ReadEnd);
        Input = input is null ? null : new DescriptorWriter(input.WriteEnd);
    }

    private ChildStreams(PseudoTerminal terminal)
    {
        Terminal = terminal;
        (ChildsInput, ChildsOutput, ChildsError) = (terminal.Slave, terminal.Slave, terminal.Slave);
        Output = terminal.Master;
        Input = new DescriptorWriter(terminal.DuplicateMaster());
    }

    /// <summary>The terminal; null for pipes.</summary>
    public PseudoTerminal? Terminal { get; }

    /// <summary>What goes to the command; null when it gets no input.</summary>
    public DescriptorWriter? Input { get; }

    /// <summary>Where what it writes comes from.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>Where what it writes to standard error comes from; null with a terminal, which has one output.</summary>
    public SafeFileHandle? Error { get; }

    /// <summary>The command's standard input; null for none.</summary>
    public SafeFileHandle? ChildsInput { get; }

    /// <summary>The command's standard output.</summary>
    public SafeFileHandle ChildsOutput { get; }

    /// <summary>The command's standard error.</summary>
    public SafeFileHandle ChildsError { get; }

    /// <summary>Opens what a command asks for.</summary>
    /// <exception cref="Win32Exception">The system has no more of them.</exception>
    public static ChildStreams Open(ChildCommand command) => command.Terminal is { } size
        ? new ChildStreams(new PseudoTerminal(size))
        : new ChildStreams(command.HasInput ? new ProcessPipe() : null, new ProcessPipe(), new ProcessPipe());

    /// <summary>Closes what the command has now got copies of: their ends shall be the command's.</summary>
    public void CloseChildsEnds()
    {
        ChildsInput?.Dispose();
        ChildsOutput.Dispose();
        ChildsError.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseChildsEnds();
        Input?.Dispose();
        Output.Dispose();
        Error?.Dispose();
    }
}
