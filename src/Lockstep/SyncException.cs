namespace Lockstep;

/// <summary>
/// Stops an operation with a message for the user (path or host, cause, remedy) and the exit code to leave with.
/// Trouble with a single file is not an exception but a <see cref="Plan.Problem"/> in the report.
/// </summary>
public class SyncException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SyncException(ExitCode exitCode, string message, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>The code the process leaves with.</summary>
    public ExitCode ExitCode { get; }
}
