using Lockstep.Filters.Git;

namespace Lockstep.Filters;

/// <summary>
/// The rule files of one directory, as whoever reads the disk found them. git reads a <c>.gitignore</c> only if it is a regular file,
/// never through a symlink; pass null then.
/// </summary>
public readonly record struct RuleFiles
{
    /// <summary>The bytes of <c>.gitignore</c>, or null.</summary>
    public byte[]? GitIgnore { get; init; }

    /// <summary>The bytes of <c>.lockstepignore</c>, or null.</summary>
    public byte[]? LockstepIgnore { get; init; }

    /// <summary>What the repository says whose <c>.git</c> stands in this directory, or null.</summary>
    public GitFacts? Git { get; init; }
}

/// <summary>Reads the rule files of a directory of the project.</summary>
/// <param name="directory">Its path relative to the project, without a slash at either end; empty for the project itself.</param>
public delegate RuleFiles RuleFilesReader(ReadOnlySpan<byte> directory);
