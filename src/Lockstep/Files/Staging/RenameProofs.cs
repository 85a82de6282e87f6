using Lockstep.Files.Hashing;
using Lockstep.Files.Past;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>
/// Reads the sources of a run's renames and compares their seals with those of the client's files: two files of one hash may have two contents, if somebody made them so. It goes on beside
/// staging, since nothing else of a rename reads anything; the commit waits for it. In a run that restores the past there is no file at the client, and the past itself says what lives where.
/// </summary>
internal sealed class RenameProofs : IDisposable
{
    private readonly IReadOnlyList<Change> _changes;
    private readonly List<int> _renames;
    private readonly PastTree? _past;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task<SealedContent[]> _sealing;

    private RenameProofs(IReadOnlyList<Change> changes, List<int> renames, RootedDirectory? root, SealKey? key, PastTree? past)
    {
        (_changes, _renames, _past) = (changes, renames, past);
        _sealing = root is null || key is null || renames.Count == 0
            ? Task.FromResult(new SealedContent[renames.Count])
            : Task.Factory.StartNew(
                () => PathSealing.SealAll(root, renames.ConvertAll(index => changes[index].Source), key, _ending.Token),
                _ending.Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
    }

    /// <summary>Begins to read.</summary>
    /// <param name="changes">The run's changes.</param>
    /// <param name="root">Where the sources stand; null where nothing does.</param>
    /// <param name="key">The run's key; null where the client sealed nothing.</param>
    /// <param name="past">The past that is restored; null for none.</param>
    public static RenameProofs Start(IReadOnlyList<Change> changes, RootedDirectory? root, SealKey? key, PastTree? past)
    {
        var renames = new List<int>();
        for (int i = 0; i < changes.Count; i++)
        {
            if (changes[i].Kind == ChangeKind.Rename)
            {
                renames.Add(i);
            }
        }

        return new RenameProofs(changes, renames, root, key, past);
    }

    /// <summary>Whether the source of a rename has the content that the client has, and still is the file that was read; waits for the reading.</summary>
    /// <param name="index">The change.</param>
    /// <param name="stamp">The stamp of what stands there now.</param>
    public bool Has(int index, FileStamp stamp)
    {
        Change change = _changes[index];
        if (!change.Seal.IsKnown)
        {
            return _past is not null && _past.TryFind(change.Path, out ContentPlace place) && place == ContentPlace.InRoot(change.Source);
        }

        SealedContent source = _sealing.GetAwaiter().GetResult()[_renames.BinarySearch(index)];
        return source.Seal == change.Seal && source.Stamp == stamp;
    }

    /// <summary>Ends the reading.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        try
        {
            _sealing.Wait();
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException)
        {
            // What is not committed need not be proven.
        }

        _ending.Dispose();
    }
}
