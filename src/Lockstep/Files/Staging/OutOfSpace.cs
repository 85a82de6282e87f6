using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;

namespace Lockstep.Files.Staging;

/// <summary>Says how much was missing when the target's disk was full.</summary>
internal static class OutOfSpace
{
    /// <summary>Says it, and what can be done.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="space">The room there is.</param>
    /// <param name="staged">Bytes on the disk that are free again when the stage is emptied.</param>
    /// <param name="cause">What the system said.</param>
    public static SyncException Describe(Stage stage, FileSystemSpace space, long staged, FileSystemException cause)
    {
        (long bytes, long files) = Outstanding(stage, Math.Max(space.BlockSize, 1));
        bool isQuota = cause.Error == Errno.EDQUOT;
        bool isFiles = !isQuota && space.AvailableInodes == 0 && space.TotalInodes > 0;
        long free = space.AvailableBytes + staged;
        string missing = isQuota ? $"{cause.Cause}; {Size(bytes)} were still to be written"
            : isFiles ? $"no more files can be created on its file system; {files} were still to come"
            : $"no space left: {Size(bytes)} were still to be written and {Size(free)} are free";
        long lacking = isQuota || isFiles ? 0 : Math.Max(0, bytes - free);
        string remedy = RemedyOf(stage.History, lacking, $"the file system of '{stage.Place}'");
        return new SyncException(
            ExitCode.SyncFailed, $"cannot write to the target: {missing}. Nothing in its root has changed. {remedy}", cause);
    }

    /// <summary>
    /// What helps: of the history only what older runs keep can be given up by a limit, never the newest run.
    /// </summary>
    private static string RemedyOf(HistorySize history, long lacking, string place)
    {
        if (history.Bytes == 0)
        {
            return $"Free space on {place}, then push again.";
        }

        long older = history.Bytes - history.NewestBytes;
        if (older <= 0)
        {
            return $"Lockstep's own history there keeps {Size(history.Bytes)}, all of it in its newest run, which no [history] max_size "
                + $"removes. Free space on {place}, or remove for good what that run keeps of a path (lockstep history --purge PATH...), "
                + "then push again.";
        }

        string more = older < lacking
            ? $" That frees {Size(older)} at most, and {Size(lacking)} are missing: free space on {place} too."
            : $" Or free space on {place} otherwise.";
        return $"Lockstep's own history there keeps {Size(history.Bytes)} of {history.Runs} past runs: lower [history] max_size in "
            + "lockstep.toml and push again, which removes the oldest of them before anything is written (the newest, with "
            + $"{Size(history.NewestBytes)}, stays).{more}";
    }

    /// <summary>What is not staged yet, in bytes as the file system gives them out, and in files.</summary>
    private static (long Bytes, long Files) Outstanding(Stage stage, long blockSize)
    {
        long bytes = 0, files = 0;
        for (int i = 0; i < stage.Changes.Count; i++)
        {
            Change change = stage.Changes[i];
            bool isOutstanding = StageLayout.IsStaged(change) && change.Kind != ChangeKind.Rename && !stage.Progress.IsComplete(i);
            if (isOutstanding)
            {
                bytes += (change.After.Size + blockSize - 1) / blockSize * blockSize;
                files++;
            }
        }

        return (bytes, files);
    }

    private static string Size(long bytes) => bytes switch
    {
        < 10_000 => FormattableString.Invariant($"{bytes} bytes"),
        < 10_000_000 => FormattableString.Invariant($"{bytes / 1000} kB"),
        < 10_000_000_000 => FormattableString.Invariant($"{bytes / 1_000_000} MB"),
        _ => FormattableString.Invariant($"{bytes / 1_000_000_000} GB"),
    };
}

/// <summary>What a target's history takes.</summary>
/// <param name="Runs">Number of runs that are kept.</param>
/// <param name="Bytes">Size of what they keep.</param>
/// <param name="NewestBytes">Size of what the newest keeps, which is never given up.</param>
internal readonly record struct HistorySize(int Runs, long Bytes, long NewestBytes);
