using Lockstep.Files.Drift;
using Lockstep.Files.Hashing;
using Lockstep.Files.Roots;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files;

/// <summary>
/// Decides whether a deploy command may be started on a target: its script must be what was last pushed; with root's rights, so must be all that was pushed, and nobody but root and
/// the login may be able to change it.
/// </summary>
internal static class DeployGuard
{
    private const int MostNamed = 10;

    /// <summary>Says what is wrong; null for nothing.</summary>
    /// <param name="target">The target. Nothing is put in place there meanwhile.</param>
    /// <param name="script">The name of the script in the root; empty for none.</param>
    /// <param name="proof">Proves what the project's script is; null for nothing.</param>
    /// <param name="isPython">Whether the script imports what stands beside it.</param>
    /// <param name="hasRootsRights">Whether the command runs as root.</param>
    public static string? FindRefusal(
        Target target, ReadOnlySpan<byte> script, ContentProof? proof, bool isPython, bool hasRootsRights)
    {
        if (target.Root.Tree is not { } tree)
        {
            return $"'{target.Root.Location}' is not there";
        }

        string? change = script.IsEmpty ? null : ChangeOf(tree, target.Baseline, RelativePath.Parse(script), proof);
        if (change is not null || !hasRootsRights)
        {
            return change;
        }

        DriftReport report = DriftCheck.CompareWithOwners(tree, target.Baseline, CancellationToken.None);
        List<string> changed = report.Differences
            .FindAll(difference => IsHarmful(target.Baseline.Find(difference.Path), difference.Actual))
            .ConvertAll(difference => $"{difference.Path} ({(difference.Actual.Exists ? "changed" : "removed")})");
        if (changed.Count > 0)
        {
            return $"it has root's rights, and what stands on the target is not what was pushed there: {Named(changed)}";
        }

        // What was pushed comes first: its remedy is in the project.
        IReadOnlyList<string> hands = new ForeignHands(target.Root).FindPushed(report.OpenToOthers);
        if (hands.Count == 0)
        {
            hands = new ForeignHands(target.Root).Find(script, isPython);
        }

        return hands.Count > 0
            ? $"it has root's rights, and others than root and the login may change what it runs: {Named(hands)}"
            : null;
    }

    /// <summary>
    /// Compares the script with what was pushed. Where it is not the very file that was put there, its hash is not
    /// enough: whoever wrote it may have made another content with that hash.
    /// </summary>
    private static string? ChangeOf(RootedDirectory tree, Snapshot baseline, RelativePath script, ContentProof? proof)
    {
        Entry pushed = baseline.Find(script, out FileStamp stamp);
        if (!pushed.IsFile)
        {
            return $"no push has put {script} there, so that it is not the project's";
        }

        using var hasher = new ContentHasher();
        if (!hasher.TryHash(tree.Root, script.Bytes, out FileStatus status, out ContentHash hash, out string? cause))
        {
            return $"{script} there cannot be compared with what was pushed: {cause}";
        }

        if (status.Type != EntryType.File || hash != pushed.Content)
        {
            return $"somebody changed {script} on the target";
        }

        return status.Stamp == stamp || IsProven(tree, script, proof)
            ? null
            : $"somebody touched {script} on the target, and it is not the project's {script} although it has the hash of what "
                + "was pushed: push with --checksum, or pull it";
    }

    private static bool IsProven(RootedDirectory tree, RelativePath script, ContentProof? proof)
    {
        if (proof is null)
        {
            return false;
        }

        using var sealer = new FileSealer(proof.Key);
        return proof.IsOf(sealer.Seal(tree.Root, script.Bytes).Seal);
    }

    /// <summary>Whether a difference is more than times, which every entry that comes or goes sets on its directory.</summary>
    private static bool IsHarmful(in Entry pushed, in Entry actual) =>
        pushed.Type != actual.Type || pushed.Mode != actual.Mode || (!actual.IsDirectory && pushed.Content != actual.Content);

    private static string Named(IReadOnlyList<string> all)
    {
        List<string> named = [];
        for (int i = 0; i < all.Count && i < MostNamed; i++)
        {
            named.Add(all[i]);
        }

        return string.Join(", ", named) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");
    }
}
