using System.Text.Json;
using Lockstep.InteropTests.Push;
using Xunit;

namespace Lockstep.InteropTests.Undoing;

/// <summary>What the history tells, as lines and as JSON.</summary>
public sealed class HistoryTests(SharedSshServer shared)
{
    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task It_tells_of_pushes_undos_and_how_their_deploys_ended(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf one > a; printf x > gone");
        await place.PushedAsync("--deploy", "true");
        place.InProject("printf other > a; rm gone; printf new > b");
        Assert.Equal(6, (await place.PushAsync("--deploy", "exit 7")).Exit);
        Assert.Equal(0, (await place.TellAsync("undo", "--yes")).Exit);

        ClientResult history = await place.TellAsync("history");
        Assert.Equal(0, history.Exit);
        JsonElement[] runs = [.. history.Events.Where(told => told.TryGetProperty("kind", out _))];
        Assert.Equal([3, 2, 1], runs.Select(run => run.GetProperty("run").GetInt32()));
        Assert.Equal(["undo", "push", "push"], runs.Select(run => run.GetProperty("kind").GetString()));
        Assert.Equal((2, 7, 0), (Number(runs[0], "before"), Number(runs[1], "deploy_exit"), Number(runs[2], "deploy_exit")));
        Assert.Equal((1, 1, 1, 4), (Number(runs[1], "added"), Number(runs[1], "updated"), Number(runs[1], "deleted"), Number(runs[1], "bytes_kept")));

        string[] lines = (await place.SayAsync("history")).Output.TrimEnd('\n').Split('\n');
        Assert.EndsWith("undo   1 added, 1 updated, 1 deleted, 8 B kept, back to before run 2", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("push   1 added, 1 updated, 1 deleted, 4 B kept, deploy failed with exit code 7", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("deployed", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task One_run_tells_its_files(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf one > a; printf x > gone");
        await place.PushedAsync();
        place.InProject("printf other > a; rm gone; mkdir d; printf new > d/b");
        await place.PushedAsync();
        Assert.Equal(["update a", "add d", "add d/b", "delete gone"], (await place.TellAsync("history", "2")).Changes);
        string text = (await place.SayAsync("history", "2")).Output;
        Assert.EndsWith("  update a\n  add    d/\n  add    d/b\n  delete gone\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no run 9: kept are runs 1 to 1", "9")]
    [InlineData("not '1x'", "1x")]
    public async Task What_is_not_a_run_is_told(string message, string run)
    {
        using var place = new Workplace();
        place.InProject("printf 1 > a");
        await place.PushedAsync();
        ClientResult refused = await place.SayAsync("history", run);
        Assert.Equal(2, refused.Exit);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_deploy_alone_is_noted_at_the_last_run(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf x > x");
        await place.PushedAsync("--no-deploy");
        Assert.False((await place.TellAsync("history")).Events[0].TryGetProperty("deploy_exit", out JsonElement none) && none.ValueKind == JsonValueKind.Number);
        Assert.Equal(6, (await place.TellAsync("deploy", "--deploy", "exit 3")).Exit);
        Assert.Equal(3, Number((await place.TellAsync("history")).Events[0], "deploy_exit"));
        await place.TellAsync("deploy", "--deploy", "true");
        Assert.Equal(0, Number((await place.TellAsync("history")).Events[0], "deploy_exit"));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Looking_where_nothing_was_pushed_leaves_nothing_there(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        ClientResult history = await place.SayAsync("history");
        Assert.Equal((0, ""), (history.Exit, history.Output));
        Assert.Contains("no runs yet", history.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place.TargetParent));
    }

    private static int Number(JsonElement run, string member) => run.GetProperty(member).GetInt32();
}
