namespace Lockstep.Native;

/// <summary>The signals we send; their numbers are the same on every Linux architecture we run on.</summary>
public enum ProcessSignal
{
    /// <summary>Ctrl-C.</summary>
    Interrupt = 2,

    /// <summary>Cannot be caught.</summary>
    Kill = 9,

    /// <summary>A write to a pipe nobody reads.</summary>
    BrokenPipe = 13,

    /// <summary>Please end.</summary>
    Terminate = 15,
}
