using System.Diagnostics;
using System.IO.Hashing;
using Lockstep.Native.Disk;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>
/// Which files of a project git's index has as executable: what a disk without permission bits does not tell. The index is
/// read again when it was written again.
/// </summary>
internal sealed class TrackedModes
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly GitCheckout _checkout;
    private readonly byte[] _prefix;
    private readonly Lock _lock = new();
    private Dictionary<UInt128, bool> _executable = [];
    private long _writtenNs = long.MinValue;
    private long _lookedAt;
    private bool _isLooking;

    private TrackedModes(GitCheckout checkout, string project)
    {
        _checkout = checkout;
        _prefix = [.. NamedPlace.BytesOf(OwnerRule.RealPath(project)), (byte)'/'];
    }

    /// <summary>Has the disk remember and ask for permission bits, where it has none.</summary>
    /// <param name="project">The project's directory, absolute.</param>
    /// <param name="owners">Whose repositories count; null for those of the user.</param>
    /// <param name="stateDirectory">Where the client keeps what must not be lost lightly.</param>
    public static void Use(string project, OwnerRule? owners, string stateDirectory)
    {
        if (DiskTraits.LacksModes)
        {
            GitCheckout? checkout = GitCheckout.Find(project, owners ?? OwnerRule.OfProcess);
            DiskTraits.KeepModes(stateDirectory, checkout is null ? _ => null : new TrackedModes(checkout, project).Find);
        }
    }

    private bool? Find(ReadOnlySpan<byte> path)
    {
        if (!path.StartsWith(_prefix))
        {
            return null;
        }

        Dictionary<UInt128, bool> known = Current();
        return known.TryGetValue(XxHash128.HashToUInt128(path[_prefix.Length..]), out bool isExecutable) ? isExecutable : null;
    }

    private Dictionary<UInt128, bool> Current()
    {
        lock (_lock)
        {
            bool isFresh = _lookedAt != 0 && Stopwatch.GetElapsedTime(_lookedAt) < BetweenLooks;
            if (isFresh || _isLooking)
            {
                return _executable;
            }

            // The index is a file too, and we are asked about it while we look at it.
            _isLooking = true;
            long writtenNs = IndexedTree.WrittenAtNs(_checkout);
            (_executable, _writtenNs) = writtenNs == _writtenNs ? (_executable, _writtenNs) : (Read(), writtenNs);
            _lookedAt = Stopwatch.GetTimestamp();
            _isLooking = false;
            return _executable;
        }
    }

    private Dictionary<UInt128, bool> Read()
    {
        var executable = new Dictionary<UInt128, bool>();
        IndexedTree.Read(_checkout)?.VisitAll(Snapshot.Absent, (file, path, _, _) =>
        {
            if (file.IsExecutable is { } isExecutable)
            {
                executable[XxHash128.HashToUInt128(path)] = isExecutable;
            }
        });
        return executable;
    }
}
