using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>Contents that are read and compressed while the connection is being made.</summary>
public sealed class ForeseenContentsTests
{
    private static readonly TimeSpan Far = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_far_run_takes_all_of_them(int level)
    {
        using var targets = new SeveralTargets();
        Fill(targets.Project);
        using ProjectView view = targets.Open();
        IReadOnlyList<Change> changes = await ExpectAsync(view);

        view.Contents.Foresee(changes, new Compression(level));
        using LineReader reader = view.Contents.TryJoin(await ExpectAsync(view), new Compression(level), Task.FromResult(Far))!;
        view.Contents.Arrive();
        while (await reader.NextAsync(CancellationToken.None) is not null)
        {
        }

        Assert.Equal(new SendPosition(changes.Count), reader.Position);
    }

    [Fact]
    public async Task A_near_run_takes_what_is_ready_and_goes_on_alone()
    {
        using var targets = new SeveralTargets();
        Fill(targets.Project);
        using ProjectView view = targets.Open();

        view.Contents.Foresee(await ExpectAsync(view), targets.Compression);
        AssertDone(await targets.PushAsync(view, "a"));

        PushScene.AssertSame(targets.Project.Entries, targets.EntriesOf("a"));
    }

    [Fact]
    public async Task A_plan_that_comes_out_otherwise_takes_none_of_them()
    {
        using var targets = new SeveralTargets();
        Fill(targets.Project);
        using ProjectView before = targets.Open();
        IReadOnlyList<Change> changes = await ExpectAsync(before);
        targets.Project.Write("src/new", "added since");
        using ProjectView view = targets.Open();

        view.Contents.Foresee(changes, targets.Compression);
        AssertDone(await targets.PushAsync(view, "a"));

        PushScene.AssertSame(targets.Project.Entries, targets.EntriesOf("a"));
    }

    [Fact]
    public async Task Nothing_is_foreseen_once_the_run_is_there()
    {
        using var targets = new SeveralTargets();
        Fill(targets.Project);
        using ProjectView view = targets.Open();
        IReadOnlyList<Change> changes = await ExpectAsync(view);

        view.Contents.TakeTurn().Dispose();
        view.Contents.Foresee(changes, targets.Compression);

        Assert.Null(view.Contents.TryJoin(changes, targets.Compression, Task.FromResult(Far)));
    }

    /// <summary>What a target that has nothing will be sent.</summary>
    private static async Task<IReadOnlyList<Change>> ExpectAsync(ProjectView view) =>
        (await PushPlanner.Expect(view, PushScene.Agreed, await view.ScanAsync(), left: null, CancellationToken.None).Plan).Changes;

    private static void Fill(LiveTree project)
    {
        project.Write("src/a", "small");
        project.Link(RelativePath.Parse("link"), "src/a"u8);
        project.Write(RelativePath.Parse("large"), LiveTree.Content(9_000_000, seed: 7));
        project.Write(RelativePath.Parse("text"), new byte[3_000_000]);
    }

    private static void AssertDone(RunSummary summary) => Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
}
