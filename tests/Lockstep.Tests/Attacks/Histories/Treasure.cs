using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>The contents that must not get lost: all that stand in a tree or in the target's history.</summary>
internal sealed class Treasure(SeveralCheckouts scene)
{
    private readonly Dictionary<ContentHash, HashSet<string>> _owed = [];

    /// <summary>Takes stock before a run.</summary>
    public void Take()
    {
        _owed.Clear();
        Add();
    }

    /// <summary>
    /// Somebody edits a tree while a run is under way, or was killed and is not finished: what stood in that tree alone was theirs to give
    /// up, and what they write is owed from now on.
    /// </summary>
    public void During(LiveTree tree, Action edit)
    {
        string directory = Path.GetRelativePath(scene.Place, tree.Root) + "/";
        HashSet<ContentHash> own = [.. Treasured(directory).Select(found => found.Content)];
        own.ExceptWith(_owed.Where(owed => owed.Value.Any(path => !path.StartsWith(directory, StringComparison.Ordinal))).Select(owed => owed.Key));
        edit();
        own.ExceptWith(Treasured(directory).Select(found => found.Content));
        foreach (ContentHash given in own)
        {
            _owed.Remove(given);
        }

        Add();
    }

    /// <summary>After a run: everything stands somewhere still.</summary>
    public void AssertKept()
    {
        HashSet<ContentHash> standing = scene.Everything;
        string[] lost = [.. _owed.Where(owed => !standing.Contains(owed.Key)).Select(owed => owed.Value.First())];
        Assert.True(lost.Length == 0, $"nowhere any more: {string.Join(", ", lost)}");
    }

    private void Add()
    {
        foreach ((string path, ContentHash content) in scene.Treasured)
        {
            (_owed.TryGetValue(content, out HashSet<string>? paths) ? paths : _owed[content] = []).Add(path);
        }
    }

    private IEnumerable<(string Path, ContentHash Content)> Treasured(string directory) =>
        scene.Treasured.Where(found => found.Path.StartsWith(directory, StringComparison.Ordinal));
}
