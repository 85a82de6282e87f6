using Lockstep.InteropTests.Push;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.InteropTests.Undoing;

/// <summary>Going back with the real program: rsync finds nothing that is not as it was.</summary>
public sealed class UndoTests(SharedSshServer shared)
{
    private const string Before = """
        mkdir -p src/deep/er empty locked gone
        printf 'int main;\n' > src/main.c
        printf 'x' > src/deep/er/x
        printf '#!/bin/sh\n' > run.sh; chmod 755 run.sh
        printf 'secret' > private; chmod 600 private
        printf 'moved' > gone/moved
        ln -s src/main.c link
        printf 'locked' > locked/file; chmod 400 locked/file; chmod 555 locked
        head -c 3000000 /dev/urandom > large; truncate -s 9M sparse; printf end >> sparse
        touch -d '2001-02-03 04:05:06.789012345' src/main.c gone
        touch -h -d '1999-01-01 00:00:00.000000001' link
        """;

    private const string ChangeEverything = """
        printf more >> src/main.c; printf 'y' > src/deep/er/x; chmod 700 run.sh; mv gone/moved public; rm -r gone; rm private; mkdir private; printf in > private/in
        ln -sfn run.sh link; rm -r empty; printf file > empty; chmod 755 locked; rm -f locked/file; printf x >> large; printf x > sparse; mkdir new; printf new > new/new
        """;

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task What_was_pushed_is_undone_exactly_and_so_is_the_undo(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject(Before);
        await place.PushedAsync();
        string copy = Path.Combine(place.Directory, "copy");
        Shell.Run($"cp -a {Shell.Quote(place.Target)} {Shell.Quote(copy)}", place.Directory);
        place.InProject(ChangeEverything);
        await place.PushedAsync();

        ClientResult undone = await UndoAsync(place);
        Assert.True(undone.Exit == 0, undone.Errors);
        Assert.Equal("", TreeJudge.DifferencesByRsync(copy, place.Target));
        Assert.True(int.Parse(Shell.Run("du -k sparse | cut -f1", place.Target), System.Globalization.CultureInfo.InvariantCulture) < 1000);

        ClientResult again = await UndoAsync(place);
        Assert.True(again.Exit == 0, again.Errors);
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_change_by_hand_stops_an_undo(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf one > a");
        await place.PushedAsync();
        place.InProject("printf other > a");
        await place.PushedAsync();
        place.OnTarget("printf 'by hand' > a");
        ClientResult refused = await UndoAsync(place);
        Assert.Equal(5, refused.Exit);
        Assert.Equal("by hand", place.OnTarget("cat a"));
        Assert.Equal(0, (await UndoAsync(place, "--force")).Exit);
        Assert.Equal("one", place.OnTarget("cat a"));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task It_goes_back_over_several_runs_by_number_and_by_time(Reach reach)
    {
        using Workplace place = await PushedThriceAsync(reach);
        string copy = Path.Combine(place.Directory, "third");
        Shell.Run($"cp -a {Shell.Quote(place.Target)} {Shell.Quote(copy)}", place.Directory);
        ClientResult toSecond = await UndoAsync(place, "--run", "2");
        Assert.True(toSecond.Exit == 0, toSecond.Errors);
        Assert.Equal("a=1 b=1", Contents(place));

        Assert.Equal(0, (await UndoAsync(place, "--run", "4")).Exit);
        Assert.Equal("", TreeJudge.DifferencesByRsync(copy, place.Target));

        string started = (await place.TellAsync("history", "2")).Events[0].GetProperty("started").GetString()!;
        Assert.Equal(0, (await UndoAsync(place, "--to", started)).Exit);
        Assert.Equal("a=2 b=1", Contents(place));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Only_the_paths_that_are_named_go_back(Reach reach)
    {
        using Workplace place = await PushedThriceAsync(reach);
        ClientResult undone = await UndoAsync(place, "--run", "2", "a");
        Assert.Equal(["update a"], undone.Changes);
        Assert.Equal("a=1 b=3 c=3", Contents(place));
        ClientResult nothing = await UndoAsync(place, "--run", "2", "nosuch");
        Assert.Equal(2, nothing.Exit);
        Assert.Contains("changed 'nosuch'", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("lockstep history", nothing.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_preview_shows_what_the_undo_then_does_and_writes_nothing(Reach reach)
    {
        using Workplace place = await PushedThriceAsync(reach);
        string before = TreeJudge.Describe(place.TargetParent);
        ClientResult preview = await UndoAsync(place, "--run", "2", "--dry-run");
        Assert.Equal((0, before), (preview.Exit, TreeJudge.Describe(place.TargetParent)));
        Assert.Equal(["update a", "update b", "delete c"], preview.Changes);
        Assert.Equal(preview.Changes, (await UndoAsync(place, "--run", "2")).Changes);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task The_deploy_command_runs_afterwards_in_what_stands_then(Reach reach)
    {
        using Workplace place = await PushedThriceAsync(reach);
        ClientResult undone = await UndoAsync(place, "--run", "2", "--deploy", "cat a; echo; echo run=$LOCKSTEP_RUN; cat \"$LOCKSTEP_CHANGED\"; exit 9");
        Assert.Equal(6, undone.Exit);
        Assert.Equal(["1", "run=4", "a", "b", "c"], undone.EventsOf("output").Select(line => line.GetProperty("text").GetString()));
        Assert.Equal(9, (await place.TellAsync("history")).Events[0].GetProperty("deploy_exit").GetInt32());
    }

    [Theory]
    [InlineData("there is no run 99: kept are runs 1 to 3", "--run", "99")]
    [InlineData("--run takes the number of a run, not 'last'", "--run", "last")]
    [InlineData("--to takes a time such as", "--to", "lately")]
    [InlineData("give one of them", "--run", "1", "--to", "1h")]
    public async Task What_it_cannot_go_back_to_is_told(string message, params string[] options)
    {
        using Workplace place = await PushedThriceAsync(Reach.Local);
        ClientResult refused = await UndoAsync(place, options);
        Assert.Equal(2, refused.Exit);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
        Assert.Equal("a=3 b=3 c=3", Contents(place));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Where_nothing_was_pushed_there_is_nothing_to_undo(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a");
        ClientResult refused = await UndoAsync(place);
        Assert.Equal(2, refused.Exit);
        Assert.Contains("no history yet", refused.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place.TargetParent));
    }

    [Fact]
    public async Task It_deletes_no_more_than_it_may()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > a");
        await place.PushedAsync();
        place.InProject("printf 1 > b; printf 1 > c");
        await place.PushedAsync();
        ClientResult refused = await UndoAsync(place, "--max-delete", "1");
        Assert.Equal(5, refused.Exit);
        Assert.Contains("2 entries would be deleted on the target, --max-delete allows 1", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("a=1 b=1 c=1", Contents(place));
        Assert.Equal(0, (await UndoAsync(place, "--max-delete", "2")).Exit);
        Assert.Equal("a=1", Contents(place));
    }

    private static string Contents(Workplace place) => place.OnTarget("echo $(for f in *; do printf \"%s=%s \" $f $(cat $f); done)").Trim();

    /// <summary>Files <c>a</c> and <c>b</c> of the first run's content, then of the second's and third's; <c>c</c> came last.</summary>
    private async Task<Workplace> PushedThriceAsync(Reach reach)
    {
        Workplace place = Workplace.For(reach, shared);
        foreach (string files in new[] { "printf 1 > a; printf 1 > b", "printf 2 > a", "printf 3 > a; printf 3 > b; printf 3 > c" })
        {
            place.InProject(files);
            await place.PushedAsync();
        }

        return place;
    }

    private static Task<ClientResult> UndoAsync(Workplace place, params string[] options) =>
        place.RunAsync(["-C", place.Project, "--json", "--yes", "undo", place.Address, .. options]);
}
