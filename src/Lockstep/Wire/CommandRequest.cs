namespace Lockstep.Wire;

/// <summary>A command to run in the target's root.</summary>
/// <param name="Arguments">Program and arguments as bytes, handed to execve as they are; the program is looked up in PATH.</param>
/// <param name="Environment">Variables to add.</param>
/// <param name="Timeout">After this the command is ended; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.</param>
/// <param name="Changed">Paths to list in the file that LOCKSTEP_CHANGED names, in path order; empty when the variable is not wanted.</param>
public sealed record CommandRequest(
    IReadOnlyList<ReadOnlyMemory<byte>> Arguments,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    TimeSpan Timeout,
    IReadOnlyList<Tree.RelativePath> Changed);

/// <summary>Which of a command's streams an output came from.</summary>
public enum OutputKind : byte
{
    /// <summary>Standard output.</summary>
    Out = 1,

    /// <summary>Standard error.</summary>
    Error = 2,
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + signal number when a signal ended it.</param>
/// <param name="TimedOut">Whether it was ended because its time was up.</param>
public readonly record struct CommandResult(int ExitCode, bool TimedOut);
