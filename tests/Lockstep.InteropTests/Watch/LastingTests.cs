using System.Text.Json;
using Lockstep.InteropTests.Faults;
using Lockstep.InteropTests.Push;
using Lockstep.InteropTests.Run;

namespace Lockstep.InteropTests.Watch;

/// <summary>A command that outlasts the watch that started it, by the client that users have, on local targets and over a real ssh.</summary>
public sealed class LastingTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Reach> Reaches => [Reach.Local, Reach.Ssh];

    [Theory]
    [MemberData(nameof(Reaches))]
    public async Task A_killed_client_leaves_it_and_the_next_watch_takes_it_up(Reach reach)
    {
        await using LastingScene scene = Scene(reach);
        string process = await scene.LeaveOneAsync();
        await scene.DoAsync("echo nobody hears this");

        RunningClient second = scene.Keep();
        await LastingScene.UntilAsync(second, step => step is { Event: "command", State: "goes_on" });
        await scene.DoAsync("echo heard");
        await LastingScene.UntilAsync(second, line => line is { Event: "output", Source: "command", Text: "heard" });
        Assert.True(LastingScene.IsAlive(process));
        Assert.Equal("runs", (await scene.StatusAsync()).GetProperty("state").GetString());
        Assert.Contains("nobody hears this\n", File.ReadAllText(Path.Combine(scene.Place.State, "lasting", "log")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reaches))]
    public async Task It_goes_on_when_the_watch_is_over_and_is_ended_on_demand(Reach reach)
    {
        await using LastingScene scene = Scene(reach);
        RunningClient watch = scene.Keep();
        string process = await LastingScene.UpAsync(watch);
        watch.Signal("INT");
        Assert.Contains("\"state\":\"left\"", (await watch.EndAsync(Cancellation)).Output, StringComparison.Ordinal);
        Assert.True(LastingScene.IsAlive(process));

        ClientResult stopped = await scene.StopAsync();
        Assert.Equal(0, stopped.Exit);
        Assert.Contains("was ended", stopped.Errors, StringComparison.Ordinal);
        await ProcessEnd.AwaitAsync(process);
        JsonElement kept = await scene.StatusAsync();
        Assert.Equal(("ended", 143), (kept.GetProperty("state").GetString(), kept.GetProperty("exit").GetInt32()));
        Assert.Contains("no command is kept running there", (await scene.StopAsync()).Errors, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await scene.StatusAsync()).ValueKind);
    }

    [Fact]
    public async Task Who_watches_is_told_that_somebody_else_has_ended_it()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        RunningClient watch = scene.Keep();
        await LastingScene.UpAsync(watch);
        Assert.Equal(0, (await scene.StopAsync()).Exit);
        await LastingScene.UntilAsync(watch, step => step is { Event: "command", State: "ended", Exit: 143 });
    }

    [Fact]
    public async Task Several_targets_keep_one_each()
    {
        await using LastingScene scene = Scene(Reach.Local);
        string other = scene.Place.Target + "-2";
        RunningClient watch = scene.Watch(other, "--keep", "--shell", "echo up $$; exec sleep 1000");
        string one = await LastingScene.UpAsync(watch), two = await LastingScene.UpAsync(watch);
        watch.Signal("KILL");
        await watch.EndAsync(Cancellation);
        Assert.True(LastingScene.IsAlive(one) && LastingScene.IsAlive(two));
        Assert.Equal(0, (await scene.Place.SayAsync("run", other, "--stop")).Exit);
        await ProcessEnd.AwaitAsync(one);
        await ProcessEnd.AwaitAsync(two);
    }

    [Fact]
    public async Task What_changed_meanwhile_starts_it_anew_and_so_does_each_batch()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        string one = await scene.LeaveOneAsync();
        scene.Place.InProject("printf other > x");

        RunningClient second = scene.Keep();
        string two = await LastingScene.UpAsync(second);
        await ProcessEnd.AwaitAsync(one);
        scene.Place.InProject("printf third > .new; mv .new x");
        string three = await LastingScene.UpAsync(second);
        await ProcessEnd.AwaitAsync(two);
        Assert.True(LastingScene.IsAlive(three));
    }

    [Fact]
    public async Task Another_command_takes_its_place_whether_it_lasts_or_not()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        string process = await scene.LeaveOneAsync();

        RunningClient second = scene.Watch("--keep", "--shell", "echo up $$; exec sleep 1000");
        string other = await LastingScene.UpAsync(second);
        await ProcessEnd.AwaitAsync(process);
        second.Signal("KILL");
        await second.EndAsync(Cancellation);

        RunningClient third = scene.Watch("--shell", "echo up $$; exec sleep 1000");
        string last = await LastingScene.UpAsync(third);
        await ProcessEnd.AwaitAsync(other);
        third.Signal("INT");
        ClientResult end = await third.EndAsync(Cancellation);
        Assert.Contains("'echo up $$; exec sleep 1000', which an earlier watch had left running there, was ended", end.Errors, StringComparison.Ordinal);
        await ProcessEnd.AwaitAsync(last);
    }

    [Fact]
    public async Task A_watch_without_a_command_leaves_it_alone()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        string process = await scene.LeaveOneAsync();

        RunningClient plain = scene.Watch();
        await LastingScene.UntilAsync(plain, line => line is { Event: "connection", State: "watching" });
        scene.Place.InProject("printf other > .new; mv .new x");
        await LastingScene.UntilAsync(plain, line => line is { Event: "batch" });
        plain.Signal("INT");
        await plain.EndAsync(Cancellation);
        Assert.Equal(0, (await scene.Place.SayAsync("run", "--", "true")).Exit);
        Assert.True(LastingScene.IsAlive(process));
    }

    [Fact]
    public async Task A_killed_agent_leaves_it_and_the_next_connection_takes_it_up()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await using var scene = new LastingScene(server);
        RunningClient watch = scene.Keep();
        string process = await LastingScene.UpAsync(watch);
        Shell.Run($"for p in /proc/[0-9]*; do case $(readlink $p/exe) in {server.Home}/*) tr '\\0' ' ' < $p/cmdline | grep -q ' serve' && kill -9 ${{p#/proc/}};; esac; done; true");
        await LastingScene.UntilAsync(watch, line => line is { Event: "connection", State: "disconnected" });
        await LastingScene.UntilAsync(watch, step => step is { Event: "command", State: "goes_on" });
        await scene.DoAsync("echo heard");
        await LastingScene.UntilAsync(watch, line => line is { Event: "output", Text: "heard" });
        Assert.True(LastingScene.IsAlive(process));
    }

    [Fact]
    public async Task How_it_ended_while_nobody_was_there_is_told()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        string process = await scene.LeaveOneAsync();
        string keeper = Parent(process);
        await scene.DoAsync("exit 3");
        await ProcessEnd.AwaitAsync(keeper);

        JsonElement kept = await scene.StatusAsync();
        Assert.Equal(("ended", 3), (kept.GetProperty("state").GetString(), kept.GetProperty("exit").GetInt32()));
        await LastingScene.UpAsync(scene.Keep());
    }

    [Fact]
    public async Task How_it_ended_while_it_was_watched_is_told()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        RunningClient watch = scene.Keep();
        await LastingScene.UpAsync(watch);
        await scene.DoAsync("echo bye; exit 9");
        await LastingScene.UntilAsync(watch, line => line is { Event: "output", Text: "bye" });
        await LastingScene.UntilAsync(watch, step => step is { Event: "command", State: "ended", Exit: 9 });
        scene.Place.InProject("printf other > .new; mv .new x");
        await LastingScene.UpAsync(watch);
    }

    [Theory]
    [MemberData(nameof(Reaches))]
    public async Task It_ends_with_its_keeper_however_that_was_killed(Reach reach)
    {
        await using LastingScene scene = Scene(reach);
        RunningClient watch = scene.Watch("--keep", "--shell", "sleep 1000 & echo up $$ $!; wait");
        string[] family = (await LastingScene.UpAsync(watch)).Split(' ');
        Shell.Run($"kill -9 {Parent(family[0])}");
        await ProcessEnd.AwaitAsync(family[0]);
        await ProcessEnd.AwaitAsync(family[1]);
        await LastingScene.UntilAsync(watch, step => step is { Event: "command", State: "ended", Exit: 137 });
        Assert.Equal("lost", (await scene.StatusAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_next_one_waits_for_what_a_killed_keeper_has_left()
    {
        await using LastingScene scene = Scene(Reach.Local);
        string[] command = ["--keep", "--shell", "trap '' TERM; echo up $$; while :; do sleep 0.02; done"];
        RunningClient first = scene.Watch(command);
        string process = await LastingScene.UpAsync(first);
        first.Signal("KILL");
        await first.EndAsync(Cancellation);
        string keeper = Parent(process);
        Shell.Run($"kill -9 {keeper}");
        await ProcessEnd.AwaitAsync(keeper);
        RunningClient second = scene.Watch(command);
        Assert.NotEqual(process, await LastingScene.UpAsync(second));
        Assert.False(LastingScene.IsAlive(process));
    }

    [Fact]
    public async Task Ending_its_keeper_by_hand_ends_it_in_good_order()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        RunningClient watch = scene.Watch("--keep", "--shell", "trap 'exit 7' TERM; echo up $$; while :; do sleep 0.02; done");
        string process = await LastingScene.UpAsync(watch);
        Shell.Run($"kill -HUP {Parent(process)}");
        Assert.True(LastingScene.IsAlive(process));
        Shell.Run($"kill {Parent(process)}");
        await LastingScene.UntilAsync(watch, step => step is { Event: "command", State: "ended", Exit: 7 });
    }

    [Fact]
    public async Task A_command_that_does_not_end_by_TERM_is_killed_with_all_it_started()
    {
        await using LastingScene scene = Scene(Reach.Local);
        RunningClient watch = scene.Watch("--keep", "--shell", "trap '' TERM; set -m 2>/dev/null; sleep 1000 & echo up $$ $!; while :; do sleep 1; done");
        string[] family = (await LastingScene.UpAsync(watch)).Split(' ');
        watch.Signal("KILL");
        await watch.EndAsync(Cancellation);
        Assert.Equal(0, (await scene.StopAsync()).Exit);
        Assert.False(LastingScene.IsAlive(family[0]));
        Assert.False(LastingScene.IsAlive(family[1]));
    }

    [Fact]
    public async Task Where_it_cannot_be_kept_is_told_and_saves_go_on()
    {
        await using LastingScene scene = Scene(Reach.Ssh);
        await scene.Place.PushedAsync();
        File.WriteAllText(Path.Combine(scene.Place.State, "lasting"), "");
        RunningClient watch = scene.Keep();
        await LastingScene.UntilAsync(watch, step => step is { Event: "command", State: "ended", Exit: 126 });
        scene.Place.InProject("printf other > .new; mv .new x");
        await LastingScene.UntilAsync(watch, line => line is { Event: "batch" });
        Assert.Equal("other", scene.Place.OnTarget("cat x"));
        File.Delete(Path.Combine(scene.Place.State, "lasting"));
    }

    private static string Parent(string process) => Shell.Run($"awk '/^PPid/ {{print $2}}' /proc/{process}/status").Trim();

    private LastingScene Scene(Reach reach) => new(reach == Reach.Ssh ? shared.Server : null);
}
