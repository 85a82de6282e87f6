using Lockstep.Native.Disk;
using Lockstep.Files.Staging;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// What a target's state looks like from outside. Whoever gave the lock back and finds the same mark when he has it
/// again knows that no run was made, interrupted or given up meanwhile. Costs a few calls and reads nothing.
/// </summary>
/// <param name="Baseline">The file of the baseline.</param>
/// <param name="Index">The file of the history's list.</param>
/// <param name="IsInterrupted">Whether a run has to be finished.</param>
/// <param name="HasStaged">Whether an interrupted run left staged content.</param>
internal readonly record struct StateMark(FileMark Baseline, FileMark Index, bool IsInterrupted, bool HasStaged)
{
    /// <summary>The mark of a state directory, with its history.</summary>
    public static StateMark Of(DirectoryHandle state, RunHistory? history) => new(
        BaselineStore.MarkOf(state), history?.Mark ?? default, Journal.Exists(state), StageDirectory.HasLeftovers(state));
}

/// <summary>
/// A file that is written by appending to it or by replacing it; nothing but zeros where there is none.
/// </summary>
/// <param name="Stamp">Changes with every write, but for two in one tick of the kernel's clock.</param>
/// <param name="Size">Changes with what is appended within a tick.</param>
internal readonly record struct FileMark(FileStamp Stamp, long Size)
{
    /// <summary>The mark of a file in a directory.</summary>
    public static FileMark Of(DirectoryHandle directory, ReadOnlySpan<byte> name) =>
        directory.TryStat(name, out FileStatus status) ? new FileMark(status.Stamp, status.Size) : default;
}
