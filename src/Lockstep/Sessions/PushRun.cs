using Lockstep.Files.Scanning;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions;

/// <summary>One push to one target: scan and open at once, plan, transfer, commit, deploy. Each step hands its result to the next.</summary>
internal sealed class PushRun(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly PhaseClock _clock = new(observer);
    private readonly BaselineCache _baselines = new(client.BaselineDirectory);
    private RunSummary _summary = new() { Target = target.Name };

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public async Task<RunSummary> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(cancellation);
        }
        catch (SyncException e)
        {
            Fail(e.ExitCode, e.Message);
        }
        catch (ProtocolException e)
        {
            Fail(ExitCode.SyncFailed, $"{target.Name}: the peer broke the protocol: {e.Message}. Nothing was committed.");
        }
        catch (OperationCanceledException)
        {
            Fail(ExitCode.Interrupted, $"{target.Name}: interrupted; the target is as it was, and what was staged is taken up by the next push.");
        }

        return _summary with { Times = _clock.Times };
    }

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        Task<ScanResult> scanning = ScanAsync();
        string identity = $"{target.Kind} {target.Ssh} {Convert.ToHexString(target.Root.Span)}";
        CachedBaseline? cached = _baselines.Load(identity);
        await using IEndpoint endpoint = await ConnectAsync(cancellation);
        TargetState state;
        using (_clock.Time(Phase.Connect))
        {
            state = await endpoint.OpenAsync(new OpenRequest(target.Root, options.IsDryRun, cached?.Snapshot.Digest ?? SnapshotDigest.None, client.Owner), cancellation);
        }

        foreach (string note in state.Notes)
        {
            observer.Note(note);
        }

        observer.PhaseStarted(Phase.Scan);
        ScanResult scan = await scanning.WaitAsync(cancellation);
        Report(scan);
        SyncPlan plan = await PlanAsync(endpoint, state, cached, scan, cancellation);
        Report(plan);
        if (plan.Refusal is { } refusal)
        {
            Fail(ExitCode.Refused, refusal.Message);
        }
        else if (!options.IsDryRun)
        {
            await CarryOutAsync(endpoint, plan, scan, identity, cancellation);
        }

        _summary = _summary with { BytesSent = endpoint.Transported.Sent, BytesReceived = endpoint.Transported.Received, BytesAgent = endpoint.Transported.Agent };
    }
}
