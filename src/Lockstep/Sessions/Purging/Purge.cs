using Lockstep.Files;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Purging;

/// <summary>Removes what was pushed by mistake from all that Lockstep keeps of it. The way in for the command line.</summary>
public static class Purge
{
    /// <summary>Purges paths on one target, then in the project's own history, which pulls make, and in the client's copy of the baseline.</summary>
    /// <param name="project">The project.</param>
    /// <param name="target">Which target.</param>
    /// <param name="paths">The paths, with all below them.</param>
    /// <param name="agrees">Is asked before anything is removed, with what there is on the target; false changes nothing.</param>
    /// <param name="client">What the client brings along.</param>
    /// <param name="observer">Is told what the target notes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was removed; null when the user did not agree.</returns>
    /// <exception cref="SyncException">The target cannot be reached, is locked, or cannot be written to.</exception>
    public static async Task<PurgeSummary?> RunAsync(
        ProjectView project,
        PushTarget target,
        IReadOnlyList<RelativePath> paths,
        Func<PurgeReport, bool> agrees,
        ClientContext client,
        IRunObserver observer,
        CancellationToken cancellation)
    {
        await using IEndpoint endpoint = await client.ConnectAsync(target, new PushOptions(), observer, cancellation);
        PurgeReport found = await OpenAsync(endpoint, target.Root, paths, client, observer, cancellation);
        if (!agrees(found))
        {
            return null;
        }

        PurgeReport removed = await endpoint.PurgeAsync(new PurgeRequest(paths, IsPreview: false), cancellation);
        Forget(project, target, paths, removed, client, observer);
        return new PurgeSummary(removed, await PurgeProjectAsync(project, target, paths, client, observer, cancellation), [.. paths.Where(path => Stands(project, path))]);
    }

    private static async Task<PurgeReport> OpenAsync(
        IEndpoint endpoint, ReadOnlyMemory<byte> root, IReadOnlyList<RelativePath> paths, ClientContext client, IRunObserver observer, CancellationToken cancellation)
    {
        var request = new OpenRequest(root, IsPreview: false, SnapshotDigest.None, client.Owner) { NeedsHistory = true, Purpose = ClientContext.PurposeOf("history --purge") };
        TargetState state = await endpoint.OpenAsync(request, cancellation);
        foreach (string note in state.Notes)
        {
            observer.Note(note);
        }

        return state is { LastRun: 0, HasStaged: false } ? PurgeReport.Nothing : await endpoint.PurgeAsync(new PurgeRequest(paths, IsPreview: true), cancellation);
    }

    /// <summary>What pulls have replaced stands in a history of the project's own.</summary>
    private static async Task<PurgeReport> PurgeProjectAsync(
        ProjectView project, PushTarget target, IReadOnlyList<RelativePath> paths, ClientContext client, IRunObserver observer, CancellationToken cancellation)
    {
        byte[] directory = NamedPlace.BytesOf(project.Project.Directory);
        TargetOptions options = client.OptionsOfProject;
        if (target.IsProject || !TargetStates.Exists(directory, options))
        {
            return PurgeReport.Nothing;
        }

        await using var here = new LocalEndpoint(options);
        PurgeReport found = await OpenAsync(here, directory, paths, client, observer, cancellation);
        return found.IsEmpty ? found : await here.PurgeAsync(new PurgeRequest(paths, IsPreview: false), cancellation);
    }

    /// <summary>Takes what stands on neither side any more out of what the project remembers of the target.</summary>
    private static void Forget(
        ProjectView project, PushTarget target, IReadOnlyList<RelativePath> paths, PurgeReport removed, ClientContext client, IRunObserver observer)
    {
        var memory = new TargetMemory(client.MemoryDirectory);
        string identity = RememberedTarget.IdentityOf(project.Project, target);
        if (memory.Load(identity) is not { } left)
        {
            return;
        }

        var known = new SortedSet<RelativePath>();
        foreach (RelativePath path in paths)
        {
            Collect(left.Seen, path, known);
            Collect(left.Held, path, known);
        }

        HashSet<RelativePath> standing = [.. removed.Standing];
        List<EntryEdit> gone = [.. known.Where(path => !standing.Contains(path) && !Stands(project, path)).Select(path => new EntryEdit(path, Entry.Absent))];
        Snapshot held = left.Held.With(gone);
        if (gone.Count > 0 && memory.Save(identity, left with { Seen = SnapshotSharing.Share(left.Seen.With(gone), held), Held = held }) is { } reason)
        {
            observer.Note($"names and hashes stay in what the project remembers of the target: {reason}");
        }
    }

    private static void Collect(Snapshot snapshot, RelativePath path, SortedSet<RelativePath> paths)
    {
        if (snapshot.Find(path).Exists)
        {
            paths.Add(path);
            EntryList entries = snapshot.ChildrenOf(path);
            for (int i = 0; i < entries.Count; i++)
            {
                Collect(snapshot, path.Append(entries.NameAt(i)), paths);
            }
        }
    }

    private static bool Stands(ProjectView project, RelativePath path)
    {
        using var cursor = new DirectoryCursor(project.Root);
        try
        {
            return path.IsRoot || cursor.OpenParent(path).TryStat(path.Name, out _);
        }
        catch (Native.Disk.FileSystemException)
        {
            return false;
        }
    }
}

/// <summary>What a purge removed, and where the paths are still known to stand.</summary>
/// <param name="Target">On the target.</param>
/// <param name="Project">From the project's own history.</param>
/// <param name="Here">The paths that stand in the project.</param>
public sealed record PurgeSummary(PurgeReport Target, PurgeReport Project, IReadOnlyList<RelativePath> Here);
