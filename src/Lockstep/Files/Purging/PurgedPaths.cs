using Lockstep.Tree;

namespace Lockstep.Files.Purging;

/// <summary>What is purged: some paths with all below them, and the contents that ever stood there, wherever the history has them.</summary>
/// <param name="paths">The paths.</param>
internal sealed class PurgedPaths(IReadOnlyList<RelativePath> paths)
{
    private readonly HashSet<ContentHash> _contents = [];
    private readonly HashSet<ContentHash> _elsewhere = [];

    /// <summary>Whether a path is one of them, or below one.</summary>
    public bool Has(RelativePath path) => paths.Exists(at => at.IsRoot || path == at || path.IsBelow(at));

    /// <summary>The paths that are below another one: what is inside something that was taken away whole.</summary>
    public List<RelativePath> Below(RelativePath path) => paths.FindAll(at => at.IsBelow(path));

    /// <summary>Notes what stood at one of the paths.</summary>
    public void Note(in Entry entry)
    {
        if (entry is { HasContent: true, Size: > 0, Content.IsKnown: true })
        {
            _contents.Add(entry.Content);
        }
    }

    /// <summary>Notes that a content stands at another path of the target: there is nothing to hide of it in what the history has of other paths.</summary>
    public bool NoteElsewhere(in Entry entry)
    {
        bool isCopy = entry.Content.IsKnown && _contents.Contains(entry.Content);
        if (isCopy)
        {
            _elsewhere.Add(entry.Content);
        }

        return isCopy;
    }

    /// <summary>Whether a content that the history has of another path goes too, since it once stood at one of these: it was renamed or copied.</summary>
    public bool HasContent(in Entry entry) => entry.Content.IsKnown && _contents.Contains(entry.Content) && !_elsewhere.Contains(entry.Content);
}
