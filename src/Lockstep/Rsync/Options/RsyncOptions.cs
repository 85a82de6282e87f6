using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>
/// What rsync's command line says, implications applied (<c>-a</c>, <c>-P</c>, <c>--files-from</c>,
/// <c>--delete-excluded</c> ...). Every string is a <see cref="ByteWord"/>. Names are those of rsync's long options;
/// what only shapes texts is in <see cref="Output"/>.
/// </summary>
public sealed record RsyncOptions
{
    /// <summary>What is said, and how.</summary>
    public RsyncOutputOptions Output { get; init; } = new();

    /// <summary>What kinds of entries and which of their properties are preserved.</summary>
    public RsyncPreserveOptions Preserve { get; init; } = new();

    /// <summary>What is deleted at the destination.</summary>
    public RsyncDeleteOptions Delete { get; init; } = new();

    /// <summary>How one file's content is brought up to date.</summary>
    public RsyncUpdateOptions Update { get; init; } = new();

    /// <summary>How the other end is reached and what is agreed with it.</summary>
    public RsyncConnectionOptions Connection { get; init; } = new();

    /// <summary><c>-r</c>.</summary>
    public bool Recursive { get; init; }

    /// <summary><c>--inc-recursive</c>; null where neither form was given.</summary>
    public bool? IncrementalRecursion { get; init; }

    /// <summary>Whether lists may come one directory at a time.</summary>
    public bool MayBeIncremental => Recursive && IncrementalRecursion != false;

    /// <summary><c>-d</c>, also where <c>--files-from</c> or <c>--list-only</c> imply it.</summary>
    public bool Dirs { get; init; }

    /// <summary>
    /// <c>-d</c> or <c>--no-d</c>; null where neither was given. The latter also keeps <c>--list-only</c> from implying
    /// <see cref="Dirs"/>.
    /// </summary>
    public bool? DirsChoice { get; init; }

    /// <summary><c>--old-dirs</c>: <c>-r --exclude=/*/*</c> for an old peer.</summary>
    public bool OldDirs { get; init; }

    /// <summary><c>-R</c>.</summary>
    public bool Relative { get; init; }

    /// <summary>False with <c>--no-implied-dirs</c>.</summary>
    public bool ImpliedDirs { get; init; } = true;

    /// <summary><c>-n</c>.</summary>
    public bool DryRun { get; init; }

    /// <summary><c>--list-only</c>, also where a single source without a destination implies it.</summary>
    public bool ListOnly { get; init; }

    /// <summary><c>-x</c>: 0 to 2 times.</summary>
    public int OneFileSystem { get; init; }

    /// <summary><c>-m</c>.</summary>
    public bool PruneEmptyDirs { get; init; }

    /// <summary><c>--mkpath</c>.</summary>
    public bool MkPath { get; init; }

    /// <summary><c>-C</c>.</summary>
    public bool CvsExclude { get; init; }

    /// <summary>
    /// <c>--filter</c>, <c>--exclude</c>, <c>--include</c>, their <c>*-from</c> forms and <c>-F</c>, in the order
    /// given.
    /// </summary>
    public ImmutableArray<RsyncRuleArgument> Rules { get; init; } = [];

    /// <summary>
    /// <c>--files-from</c>: a path, <c>-</c>, or <c>:path</c> / <c>host:path</c> for a list at the remote end.
    /// </summary>
    public string? FilesFrom { get; init; }

    /// <summary><c>-0</c>.</summary>
    public bool From0 { get; init; }

    /// <summary><c>--ignore-missing-args</c>.</summary>
    public bool IgnoreMissingArgs { get; init; }

    /// <summary><c>--delete-missing-args</c>.</summary>
    public bool DeleteMissingArgs { get; init; }

    /// <summary><c>--max-size</c>; null without a limit.</summary>
    public long? MaxSize { get; init; }

    /// <summary><c>--min-size</c>; null without a limit.</summary>
    public long? MinSize { get; init; }

    /// <summary><c>--remove-source-files</c>.</summary>
    public bool RemoveSourceFiles { get; init; }

    /// <summary><c>--trust-sender</c>: entries that were not asked for are accepted.</summary>
    public bool TrustSender { get; init; }

    /// <summary><c>--confine-root</c>.</summary>
    public string? ConfineRoot { get; init; }

    /// <summary><c>--max-alloc</c> in bytes.</summary>
    public long MaxAlloc { get; init; } = 1L << 30;

    /// <summary><c>--max-alloc</c> as it was given; null where it is the default.</summary>
    public string? MaxAllocWord { get; init; }

    /// <summary><c>--qsort</c>, which old versions have to agree on.</summary>
    public bool UsesQsort { get; init; }

    /// <summary>The path of <see cref="FilesFrom"/> at the other end; null where the list is here.</summary>
    public string? FilesFromAtServer => FilesFrom is null ? null
        : FilesFrom.StartsWith(':') ? FilesFrom[1..]
        : RsyncAddress.Parse(FilesFrom) is { IsRemote: true } remote ? remote.Path
        : null;
}
