using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Remembering;

/// <summary>
/// Finds out what a project and a target have in common that never met: what is equal is held from then on. What
/// differs nobody agreed on, so it is a conflict of the next push, what only the target has is another client's, and
/// what only the project has is new.
/// </summary>
internal sealed class CommonGround
{
    private readonly Dictionary<RelativePath, Entry> _drifted;
    private readonly List<EntryEdit> _equal = [];
    private readonly List<(WantedContent Wanted, FileStamp Stamp, Entry Pushed, Entry Drifted)> _doubtful = [];

    private CommonGround(IReadOnlyList<Difference> drift) =>
        _drifted = drift.ToDictionary(difference => difference.Path, difference => difference.Actual);

    /// <summary>What the project remembers of the target from now on.</summary>
    /// <param name="project">The project; it is scanned, and read where size and type are the target's and git does not
    /// vouch for the content.</param>
    /// <param name="state">The target as it was opened; it has runs.</param>
    /// <param name="baseline">What was last put there.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<RememberedTarget> FindAsync(
        ProjectView project, TargetState state, Snapshot baseline, CancellationToken cancellation)
    {
        ProjectScan scan = await project.ScanAsync().WaitAsync(cancellation);
        Snapshot scanned = scan.Result.Snapshot;
        Snapshot here = await Task.Run(
            () => project.Source.FillVouched(scanned, baseline, state.Last?.Source), cancellation);
        var ground = new CommonGround(state.Drift);
        ground.Compare(here, baseline);
        List<WantedContent> wanted = ground._doubtful.ConvertAll(doubtful => doubtful.Wanted);
        IReadOnlyList<ContentHash> hashes = await project.HashAsync(wanted, cancellation);
        Snapshot held = ground.Conclude(hashes);
        return new RememberedTarget(SnapshotSharing.Share(baseline, held), held, scan.StartedAtNs, state.LastRun)
        {
            Mark = RunMark.OfLast(state),
        };
    }

    private void Compare(Snapshot here, Snapshot baseline)
    {
        _equal.Add(new EntryEdit(RelativePath.Root, here.Root, here.RootStamp));
        Compare(here.Entries, baseline.Entries, RelativePath.Root);
    }

    private void Compare(EntryList here, EntryList baseline, RelativePath directory)
    {
        for (int i = 0; i < here.Count; i++)
        {
            RelativePath path = directory.Append(here.NameAt(i));
            int at = baseline.Find(here.NameAt(i));
            Entry pushed = at < 0 ? Entry.Absent : baseline[at], drifted = _drifted.GetValueOrDefault(path);
            if (!here[i].IsDirectory)
            {
                Compare(path, here[i], here.StampAt(i), pushed, drifted);
            }
            else if (pushed.IsDirectory || drifted.IsDirectory)
            {
                _equal.Add(new EntryEdit(path, here[i], here.StampAt(i)));
                Compare(here.ChildrenAt(i), at < 0 ? EntryList.Empty : baseline.ChildrenAt(at), path);
            }
        }
    }

    private void Compare(RelativePath path, in Entry entry, FileStamp stamp, in Entry pushed, in Entry drifted)
    {
        if (!MayBe(entry, pushed) && !MayBe(entry, drifted))
        {
            return;
        }

        if (entry.Content.IsKnown)
        {
            Hold(path, entry, stamp, pushed, drifted);
        }
        else
        {
            _doubtful.Add((new WantedContent(path, entry), stamp, pushed, drifted));
        }
    }

    private Snapshot Conclude(IReadOnlyList<ContentHash> hashes)
    {
        for (int i = 0; i < hashes.Count; i++)
        {
            (WantedContent wanted, FileStamp stamp, Entry pushed, Entry drifted) = _doubtful[i];
            Hold(wanted.Path, wanted.Entry with { Content = hashes[i] }, stamp, pushed, drifted);
        }

        _equal.Sort((left, right) => left.Path.CompareTo(right.Path));
        return Snapshot.Absent.With(_equal);
    }

    private void Hold(RelativePath path, in Entry known, FileStamp stamp, in Entry pushed, in Entry drifted)
    {
        if (Is(known, pushed) || Is(known, drifted))
        {
            _equal.Add(new EntryEdit(path, known, stamp));
        }
    }

    private static bool MayBe(in Entry here, in Entry there) =>
        here.HasContent && here.Type == there.Type && here.Size == there.Size && there.Content.IsKnown;

    private static bool Is(in Entry here, in Entry there) =>
        MayBe(here, there) && here.Content.IsKnown && here.Content == there.Content;
}
