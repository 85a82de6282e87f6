using System.Text.Json;
using Lockstep.InteropTests.Push;
using Xunit;

namespace Lockstep.InteropTests.Inspecting;

/// <summary>What the real program says about a target without touching it.</summary>
public sealed class StatusTests(SharedSshServer shared)
{
    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task It_tells_what_is_not_pushed_what_was_changed_there_and_who_was_last(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a; printf 1 > b; printf 1 > c");
        await place.PushedAsync();
        place.InProject("printf 2 > a; printf 2 > new");
        place.OnTarget("printf 2 > b; rm c");
        string server = TreeJudge.Describe(place.TargetParent);
        ClientResult status = await place.SayAsync("status");
        Assert.True(status.Exit == 0, status.Errors);
        string[] lines = status.Output.Split('\n');
        Assert.Equal("  not pushed  2: ~ a, + new", lines[2]);
        Assert.Matches("^  drift       2: b \\(changed .*\\), c \\(removed\\)$", lines[3]);
        Assert.Matches("^  last run    1, .*, by .+@.+$", lines[4]);
        Assert.Equal("  in use      no", lines[5]);
        Assert.Equal(server, TreeJudge.Describe(place.TargetParent));
        Assert.Equal(0, (await place.TellAsync("status")).Exit);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Who_holds_the_target_is_named(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a");
        await place.PushedAsync();
        using RunningClient deploying = place.Start("-C", place.Project, "--json", "push", place.Address, "--deploy", "echo here; exec sleep 600");
        await deploying.WaitForLineAsync(line => line.Contains("\"text\":\"here\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Matches("  in use      .*@.* \\(process [0-9]+\\) since ", (await place.SayAsync("status")).Output);
        ClientResult second = await place.SayAsync("undo");
        Assert.Equal(1, second.Exit);
        Assert.Contains("held by", second.Errors, StringComparison.Ordinal);
        deploying.Signal("TERM");
        await deploying.EndAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Where_the_kernel_does_not_tell_of_locks_nobody_is_said_to_be_at_work_or_not()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new LoginEnvironment { MountCommands = "mount -t tmpfs none /proc" });
        using var place = new Workplace(server);
        place.InProject("printf 1 > a");
        await place.PushedAsync();
        Assert.Matches("  in use      not known, since /proc/locks cannot be read there; the last was .*@.* \\(process [0-9]+\\)", (await place.SayAsync("status")).Output);
    }

    [Fact]
    public async Task How_the_last_run_was_deployed_is_told()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > a");
        Assert.Equal(6, (await place.PushAsync("--deploy", "exit 7")).Exit);
        Assert.Contains(", deploy failed with exit code 7\n", (await place.SayAsync("status")).Output, StringComparison.Ordinal);
        JsonElement told = Assert.Single((await place.TellAsync("status")).EventsOf("status"));
        Assert.Equal(7, told.GetProperty("deploy_exit").GetInt32());
    }

    [Fact]
    public async Task That_a_push_would_be_refused_is_part_of_it()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > a");
        await place.PushedAsync();
        place.OnTarget("printf theirs > a");
        place.InProject("printf ours > a");
        ClientResult status = await place.SayAsync("status");
        Assert.Equal(0, status.Exit);
        Assert.Contains("a push would be refused", status.Output, StringComparison.Ordinal);
        JsonElement told = Assert.Single((await place.TellAsync("status")).EventsOf("status"));
        Assert.Contains("a", told.GetProperty("refusal").GetString(), StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(told.GetProperty("conflicts").EnumerateArray()).GetProperty("path").GetString());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Looking_where_nothing_was_pushed_leaves_nothing_there(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a");
        Assert.Contains("last run    none yet", (await place.SayAsync("status")).Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place.TargetParent));
    }
}
