using Lockstep.Filters;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tests.Sessions.Reacting;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>What a watched target does after a batch, and what the user's keys do.</summary>
public sealed class LiveReactionTests
{
    [Fact]
    public async Task A_rule_runs_after_its_batch_and_is_told_the_changed_paths()
    {
        using var scene = new LiveScene { Reactions = new ReactionOptions { Rules = [ChangeRuleTests.Rule("*.c", "make")] } };
        await scene.WatchAsync(async () =>
        {
            scene.Project.WithFile("x.txt", "1");
            await scene.Seen.UntilAsync(() => scene.OnTarget("x.txt") is not null);
            scene.Project.WithFile("a.c", "1");
            ScriptedCommand make = await scene.StartedAsync(1);
            Assert.Equal("1", scene.OnTarget("a.c"));
            Assert.Contains("a.c", Changed(make));
            Assert.DoesNotContain("x.txt", Changed(make));
        });
    }

    [Fact]
    public async Task The_deploy_step_runs_once_a_batch_and_the_pushing_goes_on_meanwhile()
    {
        var step = new DeployStep("restart", AllowsSudo: false, DeployWhen.Changed, Timeout.InfiniteTimeSpan);
        using var scene = new LiveScene { Options = PushScene.Agreed with { Deploy = step } };
        await scene.WatchAsync(async () =>
        {
            scene.Project.WithFile("a", "1");
            ScriptedCommand deploy = await scene.StartedAsync(1);
            int batches = scene.Seen.Batches.Count;
            scene.Project.WithFile("b", "1");
            await scene.Seen.UntilAsync(() => scene.OnTarget("b") == "1" && scene.Seen.Batches.Count > batches);
            Assert.Single(scene.Commands);
            deploy.End(0);
            ScriptedCommand next = await scene.StartedAsync(2);
            Assert.Contains("b", Changed(next));
            Assert.True(next.Request.DeployOf > deploy.Request.DeployOf);
        });
    }

    [Fact]
    public async Task The_kept_command_starts_at_once_and_anew_after_a_batch_and_ends_with_the_watch()
    {
        using var scene = new LiveScene { Reactions = new ReactionOptions { Command = ["serve"u8.ToArray()] } };
        ScriptedCommand? second = null;
        await scene.WatchAsync(async () =>
        {
            ScriptedCommand first = await scene.StartedAsync(1);
            scene.Project.WithFile("a", "1");
            second = await scene.StartedAsync(2);
            Assert.Equal(CommandSignal.Terminate, await first.Signalled);
        });
        Assert.Equal(CommandSignal.Terminate, await second!.Signalled);
    }

    [Fact]
    public async Task Undo_puts_the_target_back_and_pauses_until_the_user_syncs()
    {
        using var scene = new LiveScene { Reactions = new ReactionOptions { Command = ["serve"u8.ToArray()] } };
        await scene.WatchAsync(async () =>
        {
            scene.Project.WithFile("f", "one");
            await scene.Seen.UntilAsync(() => scene.OnTarget("f") == "one");
            scene.Project.WithFile("f", "two, longer");
            await scene.Seen.UntilAsync(() => scene.OnTarget("f") == "two, longer");
            int started = scene.Commands.Count;

            scene.Controls.Ask(LiveRequest.Undo);
            await scene.Seen.UntilAsync(() => scene.Seen.States.Last() == LiveState.Paused);
            Assert.Equal("one", scene.OnTarget("f"));
            await scene.StartedAsync(started + 1);

            scene.Project.WithFile("g", "new");
            scene.Controls.Ask(LiveRequest.Undo);
            await scene.Seen.UntilAsync(() => scene.OnTarget("f") == "two, longer");
            scene.Controls.Ask(LiveRequest.Undo);
            await scene.Seen.UntilAsync(() => scene.OnTarget("f") == "one");
            Assert.Null(scene.OnTarget("g"));

            scene.Controls.Ask(LiveRequest.SyncNow);
            await scene.Seen.UntilAsync(() => scene.OnTarget("f") == "two, longer" && scene.OnTarget("g") == "new");
            Assert.Equal("two, longer", File.ReadAllText(scene.Project["f"]));
        });
    }

    [Fact]
    public async Task An_edit_of_the_settings_changes_what_runs_and_a_wrong_one_is_a_problem_until_it_is_put_right()
    {
        Func<LiveSettings> read = () => throw new SyncException(ExitCode.Usage, "line 1 is wrong.");
        using var scene = new LiveScene { Controls = new LiveControls { ReadSettings = () => read() } };
        await scene.WatchAsync(async () =>
        {
            scene.Project.WithFile("lockstep.toml", "wrong");
            await scene.Seen.UntilAsync(() => scene.Seen.Batches.Any(batch => batch.Summary.Problems == 1));
            Assert.Equal("line 1 is wrong. What was in force stays so until it is put right.", scene.Seen.Problems.Last().Cause);
            await SyncNowAsync(scene);
            Assert.Equal(1, scene.Seen.Batches.Last().Summary.Problems);

            var step = new DeployStep("restart", AllowsSudo: false, DeployWhen.Changed, Timeout.InfiniteTimeSpan);
            read = () => new LiveSettings(new FilterOptions(), [ChangeRuleTests.Rule("*.c", "make")], OnBusy.Queue, [step]);
            scene.Project.WithFile("lockstep.toml", "right");
            await scene.Seen.UntilAsync(() => scene.Seen.Batches.Last().Summary.Problems == 0);
            scene.Project.WithFile("a.c", "1");

            // The edit itself calls for the deploy step too, unless what is still under way of the sync has sent it by the old settings.
            int started = 1;
            ScriptedCommand command;
            while ((command = await scene.StartedAsync(started)).Request.DeployOf != 0)
            {
                command.End(0);
                started++;
            }

            command.End(0);
            Assert.NotEqual(0, (await scene.StartedAsync(started + 1)).Request.DeployOf);
            Assert.Equal("1", scene.OnTarget("a.c"));
        });
    }

    [Fact]
    public async Task Sync_now_finds_what_somebody_changed_on_the_target_and_what_is_as_it_should_be_again()
    {
        using var scene = new LiveScene();
        scene.Project.WithFile("f", "one").WithFile("g", "one");
        await scene.WatchAsync(async () =>
        {
            DateTime time = File.GetLastWriteTimeUtc(scene.Target["f"]);
            scene.Target.WithFile("f", "two, by hand");
            File.Delete(scene.Target["g"]);
            Assert.Equal(2, await SyncNowAsync(scene));
            Assert.Equal(["f", "g"], scene.Seen.Drift.Select(drift => drift.Path.ToString()).Order());

            scene.Target.WithFile("f", "one");
            File.SetLastWriteTimeUtc(scene.Target["f"], time);
            Assert.Equal(1, await SyncNowAsync(scene));
            Assert.Equal(1, await SyncNowAsync(scene));

            // What was seen does not stand in the way of the next save.
            scene.Project.WithFile("f", "three");
            await scene.Seen.UntilAsync(() => scene.OnTarget("f") == "three");
        });
    }

    [Fact]
    public async Task Sync_now_opens_a_target_anew_whose_root_was_replaced()
    {
        using var scene = new LiveScene();
        scene.Project.WithFile("f", "one");
        await scene.WatchAsync(async () =>
        {
            Directory.Move(scene.Target.Path, scene.Target.Path + ".old");
            Directory.CreateDirectory(scene.Target.Path);
            scene.Controls.Ask(LiveRequest.SyncNow);
            await scene.Seen.UntilAsync(() => scene.Seen.States.Contains(LiveState.Disconnected) && scene.Seen.States.Last() == LiveState.Watching);
        });
        Assert.Contains(scene.Seen.Drift, drift => drift.Path.ToString() == "f");
        Directory.Delete(scene.Target.Path, recursive: true);
        Directory.Move(scene.Target.Path + ".old", scene.Target.Path);
    }

    [Fact]
    public async Task What_happens_in_a_pause_goes_out_when_it_is_over()
    {
        using var scene = new LiveScene();
        await scene.WatchAsync(async () =>
        {
            scene.Project.WithFile("a", "1");
            await scene.Seen.UntilAsync(() => scene.OnTarget("a") == "1");
            scene.Controls.Ask(LiveRequest.Pause);
            await scene.Seen.UntilAsync(() => scene.Seen.States.Last() == LiveState.Paused);
            scene.Project.WithFile("b", "1");
            scene.Controls.Ask(LiveRequest.Deploy);
            await scene.Seen.UntilAsync(() => scene.Seen.Notes.Any(note => note.StartsWith("there is nothing to deploy with", StringComparison.Ordinal)));
            Assert.Null(scene.OnTarget("b"));
            scene.Controls.Ask(LiveRequest.Pause);
            await scene.Seen.UntilAsync(() => scene.OnTarget("b") == "1");
        });
    }

    /// <summary>Asks for it and waits for its batch; gives how much drift that has met.</summary>
    private static async Task<int> SyncNowAsync(LiveScene scene)
    {
        int batches = scene.Seen.Batches.Count;
        scene.Controls.Ask(LiveRequest.SyncNow);
        await scene.Seen.UntilAsync(() => scene.Seen.Batches.Count > batches);
        return scene.Seen.Batches.Last().Summary.Drift;
    }

    private static string[] Changed(ScriptedCommand command) => [.. command.Request.Changed.Select(path => path.ToString())];
}
