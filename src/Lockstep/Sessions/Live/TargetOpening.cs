using Lockstep.Plan;
using Lockstep.Sessions.Claiming;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Remembering;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Live;

/// <summary>
/// Opens a watched target, the first time and after others were at work there: tells what it has to say, sees to it
/// that it is still this project's, and tells own runs from others'.
/// </summary>
/// <param name="project">What goes there.</param>
/// <param name="target">Where it goes, and who is told.</param>
/// <param name="client">Who.</param>
internal sealed class TargetOpening(ProjectView project, WatchedTarget target, ClientContext client)
{
    private TargetMemory Memory => new(client.MemoryDirectory);

    private string Identity => RememberedTarget.IdentityOf(project.Project, target.Target);

    /// <summary>What the project remembers of the target by now: other commands may have written that since.</summary>
    public Task<RememberedTarget?> RecallAsync() => Task.Run(() => Memory.Load(Identity));

    /// <summary>Reaches the target.</summary>
    /// <param name="patience">How long the host may take to answer; null where somebody may have to type a password
    /// first.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<IEndpoint> ConnectAsync(TimeSpan? patience, CancellationToken cancellation)
    {
        TargetOverlap.Refuse(project, target.Target);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (patience is { } most)
        {
            end.CancelAfter(most);
        }

        try
        {
            return await client.ConnectAsync(target.Target, target.Options, target.Observer, end.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectionException(
                ConnectionFailure.TimedOut, $"{target.Target.Name} did not answer within {patience!.Value.TotalSeconds:0} s. Check the network.");
        }
    }

    /// <summary>Opens it.</summary>
    /// <param name="endpoint">The target, reached.</param>
    /// <param name="known">What is remembered of it; null for nothing.</param>
    /// <param name="patience">How long another command that is at work there is waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<OpenedTarget> OpenAsync(IEndpoint endpoint, RememberedTarget? known, TimeSpan patience, CancellationToken cancellation)
    {
        var request = new OpenRequest(target.Target.Root, IsPreview: false, known?.Seen.Digest ?? SnapshotDigest.None, client.Owner)
        {
            StaysOpen = true,
            Purpose = ClientContext.PurposeOf("watch"),
            AwaitsLock = true,
            KnownEntries = known?.Seen.Count ?? 0,
        };
        TargetState state = await LockWait.OpenAsync(endpoint, request, patience, target.Observer.Note, cancellation);
        foreach (string note in state.Notes)
        {
            target.Observer.Note(note);
        }

        RunSource ours = await Task.Run(project.Source.Identify, cancellation);
        if (await Task.Run(() => new TargetClaim(project.Source, target.Options.Confirmed).CheckProject(ours, state.Last), cancellation) is { } refusal)
        {
            throw new SyncException(ExitCode.Refused, refusal.Message);
        }

        if (Recollection.Begin(Memory, Identity, known, state) is { } reason)
        {
            target.Observer.Note(reason);
        }

        if (LostState.NoteOf(state, known?.Seen) is { } lost)
        {
            target.Observer.Note(lost);
        }

        (state, RememberedTarget? left) =
            await Recollection.JudgeAsync(endpoint, state, known, ours, client.Owner, cancellation);
        return new OpenedTarget(state, left, AreRunsOwn: left is not null && left.Run == state.LastRun);
    }
}

/// <summary>A watched target that was opened.</summary>
/// <param name="State">What it answered.</param>
/// <param name="Left">What the project remembers of it; null for nothing.</param>
/// <param name="AreRunsOwn">Whether nobody else has made a run since.</param>
internal sealed record OpenedTarget(TargetState State, RememberedTarget? Left, bool AreRunsOwn);
