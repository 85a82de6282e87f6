using Lockstep.InteropTests.Push;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Pulling;

/// <summary>Bringing back with the real program what somebody did on the target.</summary>
public sealed class PullTests(SharedSshServer shared)
{
    private const string Project = """
        mkdir -p src/deep gone; printf one > a; printf x > src/deep/x; printf g > gone/g; printf run > run.sh; ln -s a link
        head -c 900000 /dev/urandom > large; truncate -s 5M sparse; printf end >> sparse; touch -d '2001-02-03 04:05:06.789012345' src/deep/x
        """;

    private const string ByHand = """
        printf theirs > a; rm -r gone; chmod 755 run.sh; ln -sfn src link; printf more >> large; printf x >> sparse; rm src/deep/x; mkdir src/deep/x; chmod 700 src/deep
        touch -d '1999-01-02 03:04:05.000000006' a
        """;

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task What_was_changed_there_comes_exactly_and_goes_back_exactly(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject(Project);
        await place.PushedAsync();
        string before = TreeJudge.Outline(place.Project), copy = Path.Combine(place.Directory, "copy");
        Shell.Run($"cp -a {Shell.Quote(place.Project)} {Shell.Quote(copy)}");
        place.OnTarget(ByHand);
        string server = TreeJudge.Describe(place.TargetParent);
        Assert.Equal(5, (await place.TellAsync("pull")).Exit);
        ClientResult pulled = await place.TellAsync("pull", "--yes");
        Assert.True(pulled.Exit == 0, pulled.Errors);

        // The time that a directory has of what was put into it is nobody's change, and does not come.
        Assert.Equal("", TreeJudge.DifferencesByRsync(place.Project, place.Target, "--omit-dir-times"));
        Assert.Equal(server, TreeJudge.Describe(place.TargetParent));
        Assert.InRange(int.Parse(place.InProject("du -k sparse | cut -f1"), System.Globalization.CultureInfo.InvariantCulture), 0, 1000);
        Assert.Empty((await place.TellAsync("pull")).Changes);

        // What was pulled is what stands there: a push has nothing to do.
        string tree = TreeJudge.Describe(place.Target);
        Assert.Empty((await place.PushedAsync()).Changes);
        Assert.Equal(tree, TreeJudge.Describe(place.Target));

        ClientResult undone = await place.RunAsync("-C", place.Project, "undo", "--local");
        Assert.True(undone.Exit == 0, undone.Errors);
        Assert.Equal(before, TreeJudge.Outline(place.Project));
        Assert.Equal("", TreeJudge.DifferencesByRsync(copy, place.Project, "--omit-dir-times"));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Only_what_is_named_comes_and_protected_paths_too(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a; printf 1 > b; printf '*.log\n' > .gitignore");
        await place.PushedAsync();
        place.OnTarget("printf 2 > a; printf 2 > b; printf log > app.log; mkdir data; printf d > data/d; printf secret > .env");
        Assert.Equal(["add .env", "update a", "add app.log", "add data", "add data/d"], (await PulledAsync(place, "a", "app.log", "data", ".env")).Changes);
        Assert.Equal("2 1 log d secret", place.InProject("echo $(cat a) $(cat b) $(cat app.log) $(cat data/d) $(cat .env)").Trim());
        Assert.Equal(["update b"], (await PulledAsync(place)).Changes);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_glob_brings_what_it_matches_there_and_nothing_that_programs_act_upon(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("mkdir runs; printf 1 > runs/a.json; printf 1 > keep; printf 'runs/\n' > .lockstepignore; printf 1 > '[x]'");
        await place.PushedAsync();
        place.OnTarget("mkdir -p runs/deep; printf 2 > runs/b.json; printf 2 > runs/c.txt; printf 2 > runs/deep/d.json; printf evil > .envrc; printf evil > .gitignore; printf 2 > '[x]'");
        Assert.Equal(["add runs/b.json"], (await PulledAsync(place, "runs/*.json")).Changes);
        Assert.Equal(["add runs/deep", "add runs/deep/d.json"], (await PulledAsync(place, "runs/**/*.json")).Changes.Except(["add runs/b.json"]));
        Assert.Equal(["update [x]"], (await PulledAsync(place, "[x]")).Changes);
        ClientResult all = await place.TellAsync("pull", ".e*", ".git*");
        Assert.Empty(all.Changes);
        Assert.Contains("programs here act upon it", all.Errors, StringComparison.Ordinal);
        ClientResult none = await place.TellAsync("pull", "*.nosuch");
        Assert.Equal((4, "*.nosuch"), (none.Exit, Assert.Single(none.EventsOf("problem")).GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task What_was_made_there_comes_with_new_unless_a_rule_is_against_it(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a; printf '*.log\n' > .lockstepignore");
        await place.PushedAsync();
        place.OnTarget("printf 2 > a; mkdir -p runs/1; printf r > runs/1/results.json; printf l > app.log; printf s > .env");
        ClientResult usual = await PulledAsync(place, "--dry-run");
        Assert.Equal(["update a"], usual.Changes);
        Assert.Contains("--new", usual.Errors, StringComparison.Ordinal);
        Assert.Equal(["update a", "add runs", "add runs/1", "add runs/1/results.json"], (await PulledAsync(place, "--new")).Changes);
        Assert.Equal("2 r", place.InProject("echo $(cat a) $(cat runs/1/results.json)").Trim());
        Assert.Empty((await PulledAsync(place, "--new")).Changes);
        Assert.Empty((await place.PushedAsync()).Changes);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_change_here_stops_it_and_force_keeps_what_was_here(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a; printf 1 > b");
        await place.PushedAsync();
        place.OnTarget("printf theirs > a; printf theirs > b");
        place.InProject("printf ours > a");
        string project = TreeJudge.Describe(place.Project);
        ClientResult refused = await place.TellAsync("pull");
        Assert.Equal(5, refused.Exit);
        Assert.Equal("a", Assert.Single(refused.EventsOf("drift")).GetProperty("path").GetString());
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("undo --local", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(project, TreeJudge.Describe(place.Project));

        await PulledAsync(place, "--force");
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Equal(0, (await place.RunAsync("-C", place.Project, "undo", "--local", "a")).Exit);
        Assert.Equal("ours theirs", place.InProject("echo $(cat a) $(cat b)").Trim());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task What_was_pulled_and_not_touched_since_is_in_no_ones_way(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a");
        await place.PushedAsync();
        foreach (string content in new[] { "2", "three", "4" })
        {
            place.OnTarget($"printf {content} > a; printf {content} >> app.log");
            Assert.Contains("update a", (await PulledAsync(place)).Changes);
            await PulledAsync(place, "app.log");
        }

        Assert.Equal("4 2three4", place.InProject("echo $(cat a) $(cat app.log)").Trim());
        place.InProject("printf ours > a");
        place.OnTarget("printf 5 > a");
        Assert.Equal(5, (await place.TellAsync("pull")).Exit);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_preview_shows_what_the_pull_then_does_and_writes_nothing(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > a; printf 1 > gone");
        await place.PushedAsync();
        place.OnTarget("printf 2 > a; rm gone");
        (string project, string server) = (TreeJudge.Describe(place.Project), TreeJudge.Describe(place.TargetParent));
        ClientResult preview = await PulledAsync(place, "--dry-run");
        Assert.Equal((project, server), (TreeJudge.Describe(place.Project), TreeJudge.Describe(place.TargetParent)));
        Assert.Equal(["update a", "delete gone"], preview.Changes);
        Assert.False(Directory.Exists(Path.Combine(place.Directory, ".lockstep")));
        Assert.Equal(preview.Changes, (await PulledAsync(place)).Changes);
    }

    [Theory]
    [InlineData(4, "nosuch", "no such file or directory on", "nosuch")]
    [InlineData(2, "outside", "is not in the project", "a", "../outside")]
    [InlineData(2, "state", "never pulled", ".lockstep/history")]
    [InlineData(2, "limit", "--max-delete", "--max-delete", "many")]
    public async Task What_cannot_be_brought_is_told(int exit, string name, string message, params string[] words)
    {
        using var place = new Workplace();
        place.InProject("printf 1 > a");
        await place.PushedAsync();
        ClientResult result = await place.SayAsync("pull", words);
        Assert.True(result.Exit == exit, $"{name}: {result.Exit} {result.Errors}");
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Where_nothing_was_pushed_only_named_paths_can_come(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        ClientResult refused = await place.SayAsync("pull");
        Assert.Equal(2, refused.Exit);
        Assert.Contains("nothing was ever pushed there", refused.Errors, StringComparison.Ordinal);
        Shell.Run($"mkdir {Shell.Quote(place.Target)}; printf theirs > {Shell.Quote(place.Target)}/f");
        Assert.Equal(["add f"], (await PulledAsync(place, "f")).Changes);
        Assert.Equal("theirs", place.InProject("cat f"));
    }

    private static async Task<ClientResult> PulledAsync(Workplace place, params string[] words)
    {
        ClientResult result = await place.TellAsync("pull", words);
        Assert.True(result.Exit == 0, $"exit code {result.Exit}\n{result.Output}\n{result.Errors}");
        return result;
    }
}
