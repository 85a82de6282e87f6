using Lockstep.Tree;

namespace Lockstep.Native.Disk;

/// <summary>
/// The file system refused an operation. Code that works on many files catches it for each of them and turns <see cref="Cause"/> into a
/// <see cref="Plan.Problem"/>; where it ends the whole run it reads as a message to the user.
/// </summary>
public sealed class FileSystemException : SyncException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">
    /// The error number; <see cref="Errno.None"/> when the file system did nothing wrong but <paramref name="cause"/> forbids to go on.
    /// </param>
    /// <param name="operation">What was tried, as the verb after "cannot".</param>
    /// <param name="name">Name or path as bytes; empty when the handle alone was used.</param>
    /// <param name="cause">Other words than the error number's own.</param>
    public FileSystemException(Errno error, string operation, ReadOnlySpan<byte> name, string? cause = null)
        : base(ExitCode.SyncFailed, Describe(operation, name, cause ?? error.ToWords()))
    {
        Error = error;
        Cause = cause ?? error.ToWords();
    }

    /// <summary>The error number.</summary>
    public Errno Error { get; }

    /// <summary>The cause in plain words, without path: "permission denied", "no space left on device".</summary>
    public string Cause { get; }

    private static string Describe(string operation, ReadOnlySpan<byte> name, string cause) =>
        name.IsEmpty ? $"cannot {operation}: {cause}" : $"cannot {operation} '{DisplayText.Of(name)}': {cause}";
}
