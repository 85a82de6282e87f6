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
        string missing = cause.Error == Errno.EDQUOT
            ? $"{cause.Cause}; {Size(bytes)} were still to be written"
            : space.AvailableInodes == 0 && space.TotalInodes > 0
                ? $"no more files can be created on its file system; {files} were still to come"
                : $"no space left: {Size(bytes)} were still to be written and {Size(space.AvailableBytes + staged)} are free";
        return new SyncException(
            ExitCode.SyncFailed,
            $"cannot write to the target: {missing}. Nothing in its root has changed. {RemedyOf(stage.History)}",
            cause);
    }

    private static string RemedyOf(HistorySize history) => history.Bytes == 0
        ? "Free space there, then push again."
        : $"Lockstep's own history there keeps {Size(history.Bytes)} of {history.Runs} past runs: lower [history] max_size in lockstep.toml and push again, which removes "
            + "the oldest of them before anything is written (the newest stays); or free space there otherwise.";

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
internal readonly record struct HistorySize(int Runs, long Bytes);
