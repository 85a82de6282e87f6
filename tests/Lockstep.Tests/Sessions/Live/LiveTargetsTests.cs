using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>Several targets of one watch: what one of them does is nothing to the others.</summary>
public sealed class LiveTargetsTests
{
    [Fact]
    public async Task A_target_that_is_blocked_delays_no_other_and_gets_what_it_missed_as_one_batch()
    {
        using var scene = new LiveTargetsScene("a", "blocked");
        scene.Project.WithFile("f0", "0");
        ExitCode[] exits = await scene.WatchAsync(async () =>
        {
            LiveHost blocked = scene["blocked"];
            int before = blocked.Runs;
            var gate = new TaskCompletionSource();
            blocked.Commits = gate.Task;
            foreach (string name in (string[])["f1", "f2", "f3", "f4"])
            {
                scene.Project.WithFile(name, name);
                await scene["a"].UntilHasAsync(name, name);
            }

            await blocked.Seen.UntilAsync(() => blocked.Seen.MostBehind >= 3);
            Assert.Null(blocked.On("f1"));
            gate.SetResult();
            await blocked.UntilHasAsync("f4", "f4");
            await blocked.Seen.UntilAsync(() => blocked.Runs >= before + 2);
            Assert.Equal(before + 2, blocked.Runs);
            Assert.Equal(("f1", "f2", "f3"), (blocked.On("f1"), blocked.On("f2"), blocked.On("f3")));
        });
        Assert.Equal([ExitCode.Done, ExitCode.Done], exits);
    }

    [Fact]
    public async Task A_target_whose_connection_was_lost_gets_everything_with_the_next()
    {
        using var scene = new LiveTargetsScene("a", "away");
        scene.Project.WithFile("f", "0");
        ExitCode[] exits = await scene.WatchAsync(async () =>
        {
            LiveHost away = scene["away"];
            away.Answers = LiveHost.Unreachable;
            away.Lose();
            await away.Seen.UntilAsync(() => away.Seen.States.Contains(LiveState.Disconnected));
            scene.Project.WithFile("f", "changed").WithFile("g", "new");
            await scene["a"].Seen.UntilAsync(() => scene["a"].On("f") == "changed" && scene["a"].On("g") == "new");
            Assert.Equal("0", away.On("f"));

            away.Answers = Task.CompletedTask;
            scene.Controls.Ask(LiveRequest.SyncNow);
            await away.Seen.UntilAsync(() => away.On("f") == "changed" && away.On("g") == "new");
        });
        Assert.Equal([ExitCode.Done, ExitCode.Done], exits);
    }

    [Fact]
    public async Task A_target_that_cannot_be_reached_at_first_is_left_out_and_told_at_once()
    {
        using var scene = new LiveTargetsScene("a", "dead", "c");
        scene["dead"].Answers = LiveHost.Unreachable;
        scene.Project.WithFile("f", "0");
        ExitCode[] exits = await scene.WatchAsync(async () =>
        {
            Assert.Equal(ExitCode.NoConnection, scene["dead"].Seen.Last!.Exit);
            scene.Project.WithFile("f", "changed");
            await scene["a"].UntilHasAsync("f", "changed");
            await scene["c"].UntilHasAsync("f", "changed");
        });
        Assert.Equal([ExitCode.Done, ExitCode.NoConnection, ExitCode.Done], exits);
    }

    [Fact]
    public async Task Keys_are_for_all_targets()
    {
        using var scene = new LiveTargetsScene("a", "b");
        scene.Project.WithFile("f", "one");
        await scene.WatchAsync(async () =>
        {
            LiveHost[] both = [scene["a"], scene["b"]];
            scene.Project.WithFile("f", "two, longer");
            await AllAsync(both, host => host.On("f") == "two, longer");

            scene.Controls.Ask(LiveRequest.Undo);
            await AllAsync(both, host => host.Seen.States.Last() == LiveState.Paused && host.On("f") == "one");
            scene.Project.WithFile("g", "new");

            // One key ends the pause, though nobody pressed it to begin it.
            scene.Controls.Ask(LiveRequest.Pause);
            await AllAsync(both, host => host.On("f") == "two, longer" && host.On("g") == "new");
            scene.Controls.Ask(LiveRequest.Pause);
            await AllAsync(both, host => host.Seen.States.Last() == LiveState.Paused);
        });
    }

    [Fact]
    public async Task What_is_asked_for_while_a_connection_is_made_is_done_when_it_is_there()
    {
        using var scene = new LiveTargetsScene("a") { Options = PushScene.Agreed with { Deploy = new DeployStep("restart", AllowsSudo: false, DeployWhen.Changed, Timeout.InfiniteTimeSpan) } };
        scene.Project.WithFile("f", "0");
        await scene.WatchAsync(async () =>
        {
            LiveHost host = scene["a"];

            // A command is owed whose end was not heard of when the connection was lost.
            await host.Seen.UntilAsync(() => host.Seen.Steps.Any(step => step.State == StepState.Succeeded));
            var answer = new TaskCompletionSource();
            host.Answers = answer.Task;
            host.Lose();
            await host.Seen.UntilAsync(() => host.Seen.States.Count(state => state == LiveState.Connecting) == 2);
            scene.Controls.Ask(LiveRequest.Deploy);
            await host.Seen.UntilAsync(() => host.Seen.Notes.Any(note => note.Contains("as soon as there is one", StringComparison.Ordinal)));
            scene.Controls.Ask(LiveRequest.Pause);
            await host.Seen.UntilAsync(() => host.Seen.States.Last() == LiveState.Paused);
            scene.Project.WithFile("f", "changed");

            answer.SetResult();
            await host.Seen.UntilAsync(() => host.Commands.Count >= 2);
            Assert.Equal("0", host.On("f"));
            scene.Controls.Ask(LiveRequest.SyncNow);
            await host.UntilHasAsync("f", "changed");
        });
    }

    [Fact]
    public async Task Quitting_waits_for_no_connection_that_is_being_made()
    {
        using var scene = new LiveTargetsScene("a", "b");
        scene.Project.WithFile("f", "0");
        ExitCode[] exits = await scene.WatchAsync(async () =>
        {
            scene["b"].Answers = new TaskCompletionSource().Task;
            scene["b"].Lose();
            await scene["b"].Seen.UntilAsync(() => scene["b"].Seen.States.Count(state => state == LiveState.Connecting) == 2);
        });
        Assert.Equal([ExitCode.Done, ExitCode.Done], exits);
    }

    [Fact]
    public async Task No_more_first_pushes_go_on_at_a_time_than_asked_for()
    {
        using var scene = new LiveTargetsScene("a", "b") { Controls = new LiveControls { Jobs = 1 } };
        scene.Project.WithFile("f", "0");
        await scene.WatchAsync(async () =>
        {
            scene.Project.WithFile("f", "changed");
            await AllAsync([scene["a"], scene["b"]], host => host.On("f") == "changed");
        });
        Assert.True(scene["a"].WatchingAt < scene["b"].ConnectedAt);
    }

    [Fact]
    public async Task A_file_that_vanishes_before_it_is_read_is_no_trouble()
    {
        using var scene = new LiveTargetsScene("a");
        scene.Project.WithFile("f", "0");
        await scene.WatchAsync(async () =>
        {
            LiveHost host = scene["a"];
            var isSending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var gate = new TaskCompletionSource();
            host.Takes = () =>
            {
                isSending.TrySetResult();
                return gate.Task;
            };
            Directory.CreateDirectory(scene.Project["new"]);
            await File.WriteAllBytesAsync(scene.Project["new/1 large"], new byte[8 << 20], TestContext.Current.CancellationToken);
            scene.Project.WithFile("new/2 short-lived", "x");
            await isSending.Task;
            File.Delete(scene.Project["new/2 short-lived"]);
            gate.SetResult();
            await host.Seen.UntilAsync(() => File.Exists(host.Root["new/1 large"]));
            scene.Project.WithFile("f", "changed");
            await host.UntilHasAsync("f", "changed");

            // It may have been read in time; that it went is told a moment later, since something may come in its place.
            await host.Seen.UntilAsync(() => host.On("new/2 short-lived") is null);

            Assert.Empty(host.Seen.Problems);
            Assert.All(host.Seen.Batches, batch => Assert.Equal((ExitCode.Done, 0), (batch.Summary.Exit, batch.Summary.Problems)));
        });
    }

    [Fact]
    public async Task What_one_target_refuses_is_its_own_matter()
    {
        using var scene = new LiveTargetsScene("a", "b");
        scene.Project.WithFile("f", "0");
        await scene.WatchAsync(async () =>
        {
            scene["b"].Root.WithFile("f", "theirs and longer");
            scene.Project.WithFile("f", "mine");
            await scene["a"].UntilHasAsync("f", "mine");
            await scene["b"].Seen.UntilAsync(() => scene["b"].Seen.Drift.Any(drift => drift.Path == RelativePath.Parse("f")));
            Assert.Equal("theirs and longer", scene["b"].On("f"));
        });
    }

    private static async Task AllAsync(LiveHost[] hosts, Func<LiveHost, bool> holds)
    {
        foreach (LiveHost host in hosts)
        {
            await host.Seen.UntilAsync(() => holds(host));
        }
    }
}
