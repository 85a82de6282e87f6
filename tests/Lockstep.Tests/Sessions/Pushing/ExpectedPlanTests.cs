using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Sessions.Pushing;

using PushScene = Peers.PushScene;

/// <summary>The plan that is made while the connection is.</summary>
public sealed class ExpectedPlanTests
{
    private static readonly PushOptions Options = new();

    [Fact]
    public async Task It_is_carried_out_on_a_target_that_has_nothing()
    {
        using PushScene scene = new PushScene().WithFile("src/a", "new");

        (ExpectedPlan expected, SyncPlan plan) = await PlanAsync(scene);

        Assert.Same(await expected.Plan, plan);
        Assert.Equal([".", "src", "src/a"], plan.Changes.Select(change => change.Path.ToString()));
    }

    [Fact]
    public async Task It_is_not_where_the_target_turns_out_to_have_been_pushed_to()
    {
        using PushScene scene = new PushScene().WithFile("src/a", "old");
        await scene.PushAsync(new LocalEndpoint());
        scene.WithFile("src/b", "new");

        (ExpectedPlan expected, SyncPlan plan) = await PlanAsync(scene);

        Assert.NotSame(await expected.Plan, plan);
        Assert.Equal(["src/b"], plan.Changes.Select(change => change.Path.ToString()));
    }

    [Fact]
    public async Task It_is_not_where_somebody_else_has_put_something()
    {
        using PushScene scene = new PushScene().WithFile("src/a", "ours");
        scene.Place.WithFile("target/root/src/a", "somebody's, and longer");

        (ExpectedPlan expected, SyncPlan plan) = await PlanAsync(scene);

        Assert.NotSame(await expected.Plan, plan);
        Assert.Equal("src/a", Assert.Single(plan.Conflicts).Path.ToString());
    }

    private static async Task<(ExpectedPlan Expected, SyncPlan Plan)> PlanAsync(PushScene scene)
    {
        await using var endpoint = new LocalEndpoint();
        using ProjectView project = ProjectView.Open(new Project("project", scene.Place["project"]), new FilterOptions(), scene.Place["cache"]);
        ProjectScan scan = await project.ScanAsync();
        ExpectedPlan expected = PushPlanner.Expect(project, Options, scan, left: null, PushScene.Cancellation);
        TargetState state = await endpoint.OpenAsync(scene.OpenRequest, PushScene.Cancellation);
        return (expected, await PushScene.PlanAsync(project, endpoint, Options, state, scan, expected));
    }
}
