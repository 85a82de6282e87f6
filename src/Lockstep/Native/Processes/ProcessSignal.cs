namespace Lockstep.Native.Processes;

/// <summary>The signals we send; their numbers are the same on every Linux architecture we run on.</summary>
public enum ProcessSignal
{
    /// <summary>No signal: only whether there is somebody to send one to.</summary>
    None = 0,

    /// <summary>The terminal is gone.</summary>
    Hangup = 1,

    /// <summary>Ctrl-C.</summary>
    Interrupt = 2,

    /// <summary>Cannot be caught.</summary>
    Kill = 9,

    /// <summary>A write to a pipe nobody reads.</summary>
    BrokenPipe = 13,

    /// <summary>Please end.</summary>
    Terminate = 15,

    /// <summary>Stops a process until it is told to go on; cannot be caught.</summary>
    Stop = 19,
}
