using Lockstep.Files;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Comparing;

/// <summary>
/// Reads what differs on both sides and hands it out in path order: what a push changes, what it leaves because the target alone was changed, and what stops it.
/// Holds no more than a batch of contents at a time.
/// </summary>
/// <param name="project">The project.</param>
/// <param name="paths">Only what is at or below these; none for all.</param>
/// <param name="onCompared">Is handed each entry.</param>
internal sealed class ContentComparer(ProjectView project, IReadOnlyList<RelativePath> paths, Action<ContentComparison> onCompared)
{
    /// <summary>Contents of the target that are fetched at once, in bytes; a batch has at least one.</summary>
    private const long BatchLength = 8 << 20;

    /// <summary>Entries of a batch.</summary>
    private const int BatchCount = 4096;

    /// <summary>Paths that were asked for and stand on neither side, nor did after the last push.</summary>
    public IEnumerable<RelativePath> FindNowhere(InspectedPlan inspected) => paths.Where(path =>
        !inspected.Project.Find(path).Exists && !inspected.Planned.Plan.Baseline.Find(path).Exists && !Differing(inspected).Any(item => item.Change.Path == path || item.Change.Path.IsBelow(path)));

    /// <summary>Compares what a plan has.</summary>
    public async Task CompareAsync(InspectedPlan inspected, CancellationToken cancellation)
    {
        var batch = new List<ContentComparison>();
        long length = 0;
        foreach (ContentComparison item in Differing(inspected))
        {
            long fetched = IsFetched(item) ? item.Change.Before.Size : 0;
            if (batch.Count == BatchCount || (batch.Count > 0 && length + fetched > BatchLength))
            {
                await HandOutAsync(batch, inspected.Session.Endpoint, cancellation);
                batch.Clear();
                length = 0;
            }

            batch.Add(item);
            length += fetched;
        }

        await HandOutAsync(batch, inspected.Session.Endpoint, cancellation);
    }

    /// <summary>Everything that differs, in path order, unread.</summary>
    private IEnumerable<ContentComparison> Differing(InspectedPlan inspected)
    {
        Snapshot scanned = inspected.Project;
        IEnumerable<ContentComparison> changes = inspected.Planned.Plan.Changes
            .Where(change => !change.IsHousekeeping).Select(change => Unread(change, ComparisonMark.None));
        IEnumerable<ContentComparison> drift = inspected.Planned.Plan.Drift
            .Select(item => Unread(Turning(item.Path, item.Actual, scanned.Find(item.Path)), ComparisonMark.Drift));
        IEnumerable<ContentComparison> conflicts = inspected.Planned.Plan.Conflicts
            .Select(item => Unread(Turning(item.Path, item.Target, item.Project), ComparisonMark.Conflict));
        return changes.Concat(drift).Concat(conflicts)
            .Where(item => !item.Change.Path.IsRoot && IsAsked(item.Change.Path))
            .OrderBy(item => item.Change.Path);
    }

    private static ContentComparison Unread(in Change change, ComparisonMark mark) => new(change, mark, Before: null, After: null, Problem: null);

    /// <summary>The change that would make the target's entry the project's, as if nothing were in its way.</summary>
    private static Change Turning(RelativePath path, in Entry target, in Entry project)
    {
        ChangeKind kind = !target.Exists ? ChangeKind.Add : !project.Exists ? ChangeKind.Delete : ChangeKind.Update;
        return new Change(kind, path, target, project);
    }

    private bool IsAsked(RelativePath path) => paths.Count == 0 || paths.Any(asked => asked.IsRoot || path == asked || path.IsBelow(asked));

    private static bool IsRead(ContentComparison item) => item is { IsTooLong: false, Change.Kind: not (ChangeKind.Rename or ChangeKind.Mode) };

    private static bool IsFetched(ContentComparison item) => IsRead(item) && item.Change.Before.HasContent;

    private async Task HandOutAsync(List<ContentComparison> batch, IEndpoint target, CancellationToken cancellation)
    {
        var request = new FetchRequest([.. batch.Where(IsFetched).Select(item => new FetchedContent(item.Change.Path, item.Change.Before))]);
        var fetched = new FetchedContents(request);
        IReadOnlyList<Problem> problems = request.Contents.Count == 0 ? [] : await target.FetchAsync(request, fetched, cancellation);
        Dictionary<RelativePath, string> causes = problems.ToDictionary(problem => problem.Path, problem => problem.Cause);
        using var directories = new DirectoryCursor(project.Root);
        int next = 0;
        foreach (ContentComparison item in batch)
        {
            ReadOnlyMemory<byte>? before = IsFetched(item) && fetched[next++] is { } content ? content : null;
            string? problem = causes.GetValueOrDefault(item.Change.Path);
            ReadOnlyMemory<byte>? after = IsRead(item) && item.Change.After.HasContent ? Read(directories, item.Change, ref problem) : null;
            onCompared(item with { Before = before, After = after, Problem = problem });
        }
    }

    private static ReadOnlyMemory<byte>? Read(DirectoryCursor directories, in Change change, ref string? problem)
    {
        try
        {
            DirectoryHandle parent = directories.OpenParent(change.Path);
            if (change.After.Type == EntryType.Symlink)
            {
                return parent.ReadLink(change.Path.Name);
            }

            using FileHandle file = parent.OpenFileForRead(change.Path.Name);
            var content = new byte[Math.Min(file.Status().Size, ContentComparison.MaxLength)];
            return content.AsMemory(0, ContentReader.ReadFully(file, content));
        }
        catch (FileSystemException e)
        {
            problem ??= e.Cause;
            return null;
        }
    }
}
