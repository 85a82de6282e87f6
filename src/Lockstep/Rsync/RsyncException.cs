namespace Lockstep.Rsync;

/// <summary>A run of rsync that ends here, with the code and the words that rsync has for it.</summary>
public sealed class RsyncException : Exception
{
    /// <summary>Ends the run.</summary>
    /// <param name="exit">The exit code.</param>
    /// <param name="message">The line to show, a <see cref="ByteWord"/>; rsync's own closing line follows it.</param>
    public RsyncException(RsyncExit exit, string message)
        : base(message) => Exit = exit;

    /// <summary>The exit code.</summary>
    public RsyncExit Exit { get; }
}
