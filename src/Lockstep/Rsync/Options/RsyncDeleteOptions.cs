namespace Lockstep.Rsync.Options;

/// <summary>What is deleted at the destination.</summary>
public sealed record RsyncDeleteOptions
{
    /// <summary>Whether and when entries that the source does not have are deleted.</summary>
    public RsyncDeleteMode Mode { get; init; }

    /// <summary><c>--delete-excluded</c>.</summary>
    public bool Excluded { get; init; }

    /// <summary><c>--force</c>.</summary>
    public bool Force { get; init; }

    /// <summary><c>--ignore-errors</c>.</summary>
    public bool IgnoreErrors { get; init; }

    /// <summary><c>--max-delete</c>; null without a limit.</summary>
    public int? Max { get; init; }
}

/// <summary>When deletions happen.</summary>
public enum RsyncDeleteMode
{
    /// <summary>Never.</summary>
    None,

    /// <summary><c>--delete</c>: during the transfer from protocol 30 on, before it below.</summary>
    Unspecified,

    /// <summary><c>--delete-before</c>.</summary>
    Before,

    /// <summary><c>--delete-during</c>.</summary>
    During,

    /// <summary><c>--delete-delay</c>.</summary>
    Delay,

    /// <summary><c>--delete-after</c>.</summary>
    After,
}
