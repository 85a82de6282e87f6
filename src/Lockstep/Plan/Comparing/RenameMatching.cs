using System.IO.Hashing;
using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>
/// Pairs new files with deleted ones of the same content: each deleted file becomes at most one new one, of the same name if there is such a
/// pair, else of the same directory, else any. Linear in the changes, however many files are alike.
/// </summary>
internal sealed class RenameMatching
{
    private readonly ChangeList _changes;
    private readonly bool[] _isMoved;

    private RenameMatching(ChangeList changes)
    {
        _changes = [.. changes];
        _isMoved = new bool[changes.Count];
    }

    private delegate ulong Closeness(RelativePath path);

    /// <summary>A new list in which renames stand for additions, without the deletions of what they move.</summary>
    public static ChangeList Apply(ChangeList changes)
    {
        var matching = new RenameMatching(changes);
        matching.Pair(path => XxHash3.HashToUInt64(path.Name));
        matching.Pair(path => XxHash3.HashToUInt64(path.Bytes[..^path.Name.Length]));
        matching.Pair(_ => 0);
        return [.. matching._changes.Where((_, index) => !matching._isMoved[index])];
    }

    private void Pair(Closeness closeness)
    {
        var sources = new Dictionary<(ContentHash, ulong), Queue<int>>();
        for (int i = 0; i < _changes.Count; i++)
        {
            if (!_isMoved[i] && _changes[i] is { Kind: ChangeKind.Delete, Before: { IsFile: true, Size: > 0, Content.IsKnown: true } } deletion)
            {
                var key = (deletion.Before.Content, closeness(deletion.Path));
                if (!sources.TryGetValue(key, out Queue<int>? alike))
                {
                    sources.Add(key, alike = new Queue<int>());
                }

                alike.Enqueue(i);
            }
        }

        for (int i = 0; sources.Count > 0 && i < _changes.Count; i++)
        {
            Change change = _changes[i];
            if (change.Kind == ChangeKind.Add
                && ContentSources.WantsSource(change)
                && sources.TryGetValue((change.After.Content, closeness(change.Path)), out Queue<int>? alike)
                && alike.TryDequeue(out int source))
            {
                _isMoved[source] = true;
                _changes[i] = change with { Kind = ChangeKind.Rename, Transfer = Transfer.Reuse, Source = _changes[source].Path };
            }
        }
    }
}
