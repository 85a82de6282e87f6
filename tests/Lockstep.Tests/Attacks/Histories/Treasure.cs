using Lockstep.Tree;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>The contents that must not get lost: all that stand in a tree or in the target's history.</summary>
internal sealed class Treasure(SeveralCheckouts scene)
{
    private Dictionary<ContentHash, string> _owed = [];

    /// <summary>Takes stock before a run.</summary>
    public void Take() => _owed = scene.Treasured.DistinctBy(found => found.Content).ToDictionary(found => found.Content, found => found.Path);

    /// <summary>
    /// Somebody edits while a run that was killed is not finished, and its contents stand in the stage: what the edit itself replaces is
    /// given up by its owner, what it writes is owed from now on.
    /// </summary>
    public void During(Action edit)
    {
        HashSet<ContentHash> before = scene.Everything;
        edit();
        HashSet<ContentHash> after = scene.Everything;
        foreach (ContentHash gone in before.Except(after))
        {
            _owed.Remove(gone);
        }

        foreach ((string path, ContentHash content) in scene.Treasured)
        {
            _owed.TryAdd(content, path);
        }
    }

    /// <summary>After a run: everything stands somewhere still.</summary>
    public void AssertKept()
    {
        HashSet<ContentHash> standing = scene.Everything;
        string[] lost = [.. _owed.Where(owed => !standing.Contains(owed.Key)).Select(owed => owed.Value)];
        Assert.True(lost.Length == 0, $"nowhere any more: {string.Join(", ", lost)}");
    }
}
