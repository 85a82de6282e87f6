using Lockstep.Plan;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Remembering;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions;

/// <summary>
/// Reaches a target and opens it, the first time and after others were at work there: tells what it has to say, and tells
/// own runs from others'. Reaching takes longest, so that it begins at once, and the memory is read meanwhile.
/// </summary>
/// <param name="context">Between whom.</param>
/// <param name="mode">What for.</param>
/// <param name="verb">What for, for whoever finds the target locked.</param>
/// <param name="memory">What the project remembers of the target.</param>
internal sealed class TargetOpening(SessionContext context, SessionMode mode, string verb, KnownTarget memory)
{
    private Task<OpenRequest>? _requesting;
    private Task<IEndpoint>? _connecting;
    private Task<RunSource>? _identifying;

    /// <summary>Whether the run makes nothing on a target that was never pushed to.</summary>
    public bool NeedsHistory { get; init; }

    /// <summary>Whether the project's tree goes there, so that neither may lie in the other.</summary>
    public bool SendsProject { get; init; }

    /// <summary>How long the host may take to answer; null where somebody may have to type a password first.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Between whom.</summary>
    public SessionContext Context => context;

    /// <summary>What for.</summary>
    public SessionMode Mode => mode;

    /// <summary>Completes when the target was reached.</summary>
    public Task Connecting => _connecting!;

    /// <summary>Begins to reach the target.</summary>
    /// <param name="recalling">What is remembered of it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public void Begin(Task<RememberedTarget?> recalling, CancellationToken cancellation)
    {
        _requesting = RequestAsync(recalling);
        _ = IdentifyAsync();
        _connecting = ConnectAsync(_requesting, cancellation);
    }

    /// <summary>Which project is at work, and at which commit; without whether its tree is the commit's.</summary>
    public Task<RunSource> IdentifyAsync() => _identifying ??= Task.Run(context.Project.Source.Identify, CancellationToken.None);

    /// <summary>Opens the target once it is reached. What is opened is the caller's to dispose.</summary>
    /// <param name="known">What is remembered of it; null for nothing.</param>
    /// <param name="run">Times it, and counts what goes over the wire.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<TargetSession> OpenAsync(RememberedTarget? known, RunAccount run, CancellationToken cancellation)
    {
        IEndpoint endpoint;
        using (run.Clock.Start(Phase.Connect))
        {
            endpoint = await _connecting!;
        }

        try
        {
            run.Endpoint = endpoint;
            if (SendsProject)
            {
                TargetOverlap.Refuse(context.Project, context.Target);
            }

            using (run.Clock.Time(Phase.Connect))
            {
                OpenedTarget opened = await OpenAsync(endpoint, await _requesting!, known, context.Options.LockPatience, cancellation);
                return new TargetSession(this, endpoint, opened);
            }
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the project remembers of the target by now: other commands may have written that since.</summary>
    public Task<RememberedTarget?> RecallAsync() => Task.Run(memory.Load);

    /// <summary>Opens a target again that is still reached.</summary>
    /// <param name="endpoint">The target.</param>
    /// <param name="known">What is known of it; null for nothing.</param>
    /// <param name="cancellation">Ends the waiting for whoever is at work there.</param>
    public async Task<OpenedTarget> OpenAgainAsync(IEndpoint endpoint, RememberedTarget? known, CancellationToken cancellation)
    {
        _identifying = null;
        return await OpenAsync(endpoint, RequestFor(known), known, Timeout.InfiniteTimeSpan, cancellation);
    }

    private async Task<OpenedTarget> OpenAsync(
        IEndpoint endpoint, OpenRequest request, RememberedTarget? known, TimeSpan patience, CancellationToken cancellation)
    {
        TargetState state = await LockWait.OpenAsync(endpoint, request, patience, context.Observer.Note, cancellation);
        foreach (string note in state.Notes)
        {
            context.Observer.Note(note);
        }

        if (LostState.NoteOf(state, known?.Seen) is { } lost)
        {
            context.Observer.Note(lost);
        }

        if (OwedDeploy.NoteOf(state.Last) is { } owed)
        {
            context.Observer.Note(owed);
        }

        if (mode != SessionMode.Look && memory.Begin(known, state) is { } reason)
        {
            context.Observer.Note(reason);
        }

        (state, RememberedTarget? left) =
            await Recollection.JudgeAsync(endpoint, state, known, await IdentifyAsync(), context.Client.Owner, cancellation);
        return new OpenedTarget(state, left, AreRunsOwn: left is not null && left.Run == state.LastRun);
    }

    private async Task<OpenRequest> RequestAsync(Task<RememberedTarget?> recalling) => RequestFor(await recalling);

    private OpenRequest RequestFor(RememberedTarget? known) =>
        new(context.Target.Root, mode == SessionMode.Look, known?.Seen.Digest ?? SnapshotDigest.None, context.Client.Owner)
        {
            StaysOpen = mode == SessionMode.Stay,
            NeedsHistory = NeedsHistory,
            Purpose = ClientContext.PurposeOf(verb),
            AwaitsLock = true,
            KnownEntries = known?.Seen.Count ?? 0,
        };

    private async Task<IEndpoint> ConnectAsync(Task<OpenRequest> requesting, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (Patience is { } most)
        {
            ending.CancelAfter(most);
        }

        try
        {
            return await context.Client.ConnectAsync(context.Target, context.Options, context.Observer, ending.Token, requesting, isOwn: mode == SessionMode.Stay);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectionException(
                ConnectionFailure.TimedOut,
                $"{context.Target.Name} did not answer within {Patience!.Value.TotalSeconds:0} s. Check the network.");
        }
    }
}

/// <summary>A target that was opened.</summary>
/// <param name="State">What it answered.</param>
/// <param name="Left">What the project remembers of it; null for nothing.</param>
/// <param name="AreRunsOwn">Whether nobody else has made a run since.</param>
internal sealed record OpenedTarget(TargetState State, RememberedTarget? Left, bool AreRunsOwn);
