using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>A target that does what a plan says in the plainest way: it removes, then it puts. What stands in a directory holds it.</summary>
internal sealed class TargetModel
{
    private readonly SortedDictionary<RelativePath, Entry> _before;

    public TargetModel(SyncPlan plan, Snapshot target, Snapshot project)
    {
        _before = TreeText.Flatten(target);
        Entries = TreeText.Flatten(target);
        foreach (RelativePath path in plan.Changes.SelectMany(RemovedBy).OrderDescending())
        {
            if (!Holds(path))
            {
                Entries.Remove(path);
            }
        }

        foreach (Change change in plan.Changes.Where(change => change.After.Exists))
        {
            Put(change, project.Find(change.Path));
        }
    }

    /// <summary>What stands on the target afterwards.</summary>
    public SortedDictionary<RelativePath, Entry> Entries { get; }

    /// <summary>Changes that could not be done.</summary>
    public List<RelativePath> Failed { get; } = [];

    private static IEnumerable<RelativePath> RemovedBy(Change change) => change.Kind switch
    {
        ChangeKind.Delete => [change.Path],
        ChangeKind.Rename => [change.Source],
        _ => [],
    };

    private void Put(Change change, Entry sent)
    {
        if (!change.Path.IsRoot && !Entries.GetValueOrDefault(change.Path.Parent).IsDirectory)
        {
            throw new InvalidOperationException($"'{change.Path}' has no directory to stand in");
        }

        if (change.Before != _before.GetValueOrDefault(change.Path))
        {
            throw new InvalidOperationException($"'{change.Path}' is not as the plan thinks");
        }

        if (!change.After.IsDirectory && Holds(change.Path))
        {
            Failed.Add(change.Path);
            return;
        }

        // What is not sent is what the target has: its content has to be the right one already.
        ContentHash content = change.Transfer switch
        {
            Transfer.Reuse => _before[change.Source].Content,
            Transfer.None => change.After.HasContent ? change.Before.Content : ContentHash.Unknown,
            _ => sent.Content,
        };
        Entries[change.Path] = change.After with { Content = content };
    }

    private bool Holds(RelativePath directory) => Entries.Keys.Any(path => path.IsBelow(directory));
}
