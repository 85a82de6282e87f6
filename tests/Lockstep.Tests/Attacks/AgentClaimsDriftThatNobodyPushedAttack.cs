using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tests.Wire;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, B10: what an agent tells about a path is held against the baseline: what nobody pushed cannot have been changed since it was pushed.</summary>
public sealed class AgentClaimsDriftThatNobodyPushedAttack : IDisposable
{
    private static readonly Entry Planted = new(EntryType.File, 0x1a4, 4, 5, ContentHash.Of("evil"u8));

    private readonly Lockstep.Tests.Sessions.Peers.PushScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(true, "was changed there since it was pushed, and its baseline does not have it")]
    [InlineData(false, "was changed there since it was pushed, and its baseline does not have it")]
    public async Task Drift_at_a_path_that_no_baseline_has_ends_a_bare_pull(bool isManaged, string message)
    {
        TargetState state = ScriptedAgent.EmptyTarget with { Drift = [new Difference(RelativePath.Parse("conftest.py"), Planted, isManaged)] };
        await AssertRefusedAsync(state, [], message);
    }

    [Theory]
    [InlineData("other", false)]
    [InlineData("asked", true)]
    [InlineData("ask", false)]
    public async Task A_probe_that_tells_of_what_was_not_asked_for_ends_the_pull(string path, bool isManaged)
    {
        Difference[] probed = [new(RelativePath.Parse(path), Planted, isManaged)];
        await AssertRefusedAsync(ScriptedAgent.EmptyTarget with { HasUnmanaged = true }, probed, "which was not asked for", RelativePath.Parse("asked"));
    }

    private async Task AssertRefusedAsync(TargetState state, Difference[] probed, string message, params RelativePath[] paths)
    {
        string before = _scene.Picture("project");
        var link = new PeerLink();
        await using var agent = new ScriptedAgent(link, new()
        {
            [MessageType.Open] = agent => agent.Send(MessageType.TargetState, state.Encode),
            [MessageType.Inspect] = agent => agent.Send(MessageType.Inspection, Inspection.Nothing.Encode),
            [MessageType.Probe] = agent => agent.Send(MessageType.ProbeReply, new ProbeReply(probed).Encode),
        });
        var client = new ClientContext(_scene.Place["cache"], "ann@desk", typeof(AgentClaimsDriftThatNobodyPushedAttack).Assembly)
        {
            Connector = async (_, _, cancellation) => await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, cancellation),
        };
        using ProjectView project = ProjectView.Open(new Project("project", _scene.Place["project"]), new FilterOptions(), _scene.Place["cache"]);
        var target = new PushTarget("evil", AddressKind.Ssh, _scene.Root);
        var options = new PullOptions { Paths = paths, Confirmed = true, Force = true };
        RunSummary summary = await Pull.RunAsync(project, target, options, client, new RecordingObserver(), Lockstep.Tests.Sessions.Peers.PushScene.Cancellation);
        Assert.True(summary.Exit == ExitCode.SyncFailed, $"{summary.Exit}: {summary.Message}");
        Assert.Contains(message, summary.Message, StringComparison.Ordinal);
        Assert.Equal(before, _scene.Picture("project"));
    }
}
