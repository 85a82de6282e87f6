using Lockstep.Native.Descriptors;

namespace Lockstep.Native.Processes;

/// <summary>A process with pipes for its three streams.</summary>
internal abstract class PipedProcess
{
    /// <summary>What goes to its standard input; closing it is the end.</summary>
    public abstract CountedStream Input { get; }

    /// <summary>What it writes to standard output.</summary>
    public abstract CountedStream Output { get; }

    /// <summary>What it writes to standard error.</summary>
    public abstract CountedStream Error { get; }

    /// <summary>Done when it has ended.</summary>
    public abstract Task Ended { get; }

    /// <summary>How it ended; only after <see cref="Ended"/>. Every call gives the same answer.</summary>
    public abstract ProcessExit Reap();

    /// <summary>Asks it to end. Nothing happens once it has.</summary>
    public abstract void Terminate();

    /// <summary>Ends it. Nothing happens once it has.</summary>
    public abstract void Kill();
}
