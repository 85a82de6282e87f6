using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Disk;

/// <summary>What the sources of a command line mean for the form of the lists.</summary>
internal static class SourceArguments
{
    /// <summary>
    /// Whether our lists may come one directory at a time. Several sources may put entries into one directory, whose list would have to be made from all of them.
    /// </summary>
    public static bool MayBeIncremental(RsyncOptions options, IEnumerable<byte[]> sources) =>
        options is { Recursive: true, Relative: false, FilesFrom: null } && options.IncrementalRecursion != false && sources.Count() == 1;
}
