using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>What stands on the target without our having put it there, or was changed there since.</summary>
public sealed class DriftTests(SharedSshServer shared)
{
    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_tree_that_rsync_put_there_is_adopted_without_sending_it_again(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("mkdir -p a/b; head -c 500000 /dev/urandom > a/b/big; for i in $(seq 50); do echo $i > a/$i; done");
        Shell.Run($"rsync -a {Shell.Quote(place.Project + "/")} {Shell.Quote(place.Target + "/")}");
        ClientResult result = await place.PushedAsync();
        Assert.Equal(0, result.Count("bytes_content"));
        Assert.Empty(result.Changes);
        Assert.Equal("", place.DifferencesByRsync());

        place.InProject("rm a/7; printf x >> a/b/big");
        Assert.Equal(["update a/b/big", "delete a/7"], (await place.PushedAsync()).Changes.Where(change => !change.StartsWith("mode", StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal));
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Fact]
    public async Task A_link_that_rsync_put_there_is_adopted_whatever_its_time()
    {
        using var place = new Workplace();
        place.InProject("printf x > x; ln -s x link; ln -s nowhere other");
        Shell.Run($"rsync -a {Shell.Quote(place.Project + "/")} {Shell.Quote(place.Target + "/")}");
        place.OnTarget("touch -h -d 2001-01-01 link; ln -sfn elsewhr other");
        ClientResult refused = await place.PushAsync();
        Assert.Equal(5, refused.Exit);
        Assert.Equal("other", Assert.Single(refused.EventsOf("drift")).GetProperty("path").GetString());
        place.OnTarget("ln -sfn nowhere other");
        await place.PushedAsync();
        Assert.Empty((await place.PushedAsync()).Changes);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_different_file_at_a_new_path_is_not_overwritten(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > one");
        await place.PushedAsync();
        place.OnTarget("printf theirs > two");
        place.InProject("printf ours > two; printf edited > one");
        string server = TreeJudge.Describe(place.Target);
        ClientResult refused = await place.PushAsync();
        Assert.Equal(5, refused.Exit);
        Assert.Contains("two", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(server, TreeJudge.Describe(place.Target));

        await place.PushedAsync("--force");
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Equal("1theirs", Shell.Run("cat history/2/[0-9]*", place.State));
    }

    [Fact]
    public async Task A_root_with_foreign_files_is_not_overwritten_at_the_first_push()
    {
        using var place = new Workplace();
        place.InProject("printf ours > f");
        Directory.CreateDirectory(place.Target);
        place.OnTarget("printf theirs > f; printf other > g");
        ClientResult refused = await place.PushAsync();
        Assert.Equal(5, refused.Exit);
        Assert.Equal("theirs", place.OnTarget("cat f"));
    }

    [Theory]
    [InlineData("changed", "printf theirs > f", "printf ours > f")]
    [InlineData("removed", "rm f", "printf ours > f")]
    [InlineData("replaced by an empty directory", "rm f; mkdir f", "printf ours > f")]
    [InlineData("replaced by a link", "rm f; ln -s /etc/passwd f", "printf ours > f")]
    [InlineData("changed and deleted here", "printf theirs > f", "rm f")]
    public async Task What_somebody_changed_is_listed_and_left(string name, string there, string here)
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f; printf 2 > other");
        await place.PushedAsync();
        place.OnTarget(there);
        place.InProject($"{here}; printf edited > other");
        string server = TreeJudge.Describe(place.Target);
        ClientResult refused = await place.PushAsync();
        Assert.True(refused.Exit == 5, $"{name}: {refused.Exit} {refused.Errors}");
        Assert.Contains(refused.EventsOf("drift"), drift => drift.GetProperty("path").GetString() == "f");
        Assert.Equal(server, TreeJudge.Describe(place.Target));
        Assert.True(refused.Count("drift") > 0);

        await place.PushedAsync("--force");
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_directory_with_files_that_were_never_pushed_does_not_make_way_not_even_by_force(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 1 > f; mkdir d; printf 1 > d/f");
        await place.PushedAsync();
        place.OnTarget("rm f; mkdir -p f/sub; printf theirs > f/in; printf theirs > f/sub/x; printf theirs > d/.secret");
        place.InProject("printf ours > f; rm -r d; printf ours > d; printf new > g");
        string server = TreeJudge.Describe(place.Target);
        ClientResult preview = await place.PushAsync("--force", "--dry-run");
        ClientResult refused = await place.PushAsync("--force");
        Assert.Equal((5, 5), (preview.Exit, refused.Exit));
        Assert.Contains("d, f would make way for something that is no directory", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("what Lockstep does not delete: d/.secret, f/in, f/sub. Nothing was changed", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(server, TreeJudge.Describe(place.Target));

        place.OnTarget("rm d/.secret; mkdir d/__pycache__; printf x > d/__pycache__/f.pyc");
        await place.PushedAsync("--force", "--mirror");
        Assert.Equal("", place.DifferencesByRsync());
        ClientResult undone = await place.TellAsync("undo");
        Assert.True(undone.Exit == 0, undone.Errors);
        Assert.Equal("1 theirs theirs", place.OnTarget("echo $(cat d/f) $(cat f/in) $(cat f/sub/x)").Trim());
    }

    [Fact]
    public async Task An_undo_does_not_take_away_such_a_directory_either()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > d");
        await place.PushedAsync();
        place.InProject("rm d; mkdir d; printf 2 > d/f");
        await place.PushedAsync();
        place.OnTarget("printf theirs > d/log");
        ClientResult refused = await place.TellAsync("undo", "--force");
        Assert.Equal(5, refused.Exit);
        Assert.Contains("d/log", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("2 theirs", place.OnTarget("echo $(cat d/f) $(cat d/log)").Trim());
        place.OnTarget("rm d/log");
        Assert.Equal(0, (await place.TellAsync("undo")).Exit);
        Assert.Equal("1", place.OnTarget("cat d"));
    }

    [Fact]
    public async Task Drift_the_project_did_not_touch_is_told_and_kept()
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f; printf 2 > other");
        await place.PushedAsync();
        place.OnTarget("printf theirs > f");
        place.InProject("printf edited > other");
        ClientResult result = await place.PushedAsync();
        Assert.Equal(["update other"], result.Changes);
        Assert.Equal((1, 1), (result.Count("drift"), result.Count("drift_kept")));
        Assert.Equal("theirs", place.OnTarget("cat f"));
    }

    [Theory]
    [InlineData("printf theirs > f")]
    [InlineData("rm f")]
    [InlineData("rm f; mkdir f; printf theirs > f/in")]
    public async Task A_deploy_alone_leaves_what_somebody_changed(string there)
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f; printf 2 > other");
        await place.PushedAsync();
        place.OnTarget(there);
        place.InProject("printf ours > f");
        string server = TreeJudge.Describe(place.Target);
        Assert.Equal(0, (await place.TellAsync("deploy", "--deploy", "true", "--force")).Exit);
        Assert.Equal(server, TreeJudge.Describe(place.Target));
    }

    [Fact]
    public async Task What_is_replaced_or_removed_is_kept_in_the_history()
    {
        using var place = new Workplace();
        place.InProject("echo old > f; echo gone > g");
        await place.PushedAsync();
        place.InProject("printf new > f; rm g");
        await place.PushedAsync();
        Assert.Equal("old\ngone\n", Shell.Run("cat history/2/[0-9]*", place.State));
        Assert.Equal("700", Shell.Run("stat -c %a .", place.State).Trim());
    }

    [Fact]
    public async Task A_directory_become_a_link_leads_nowhere_outside_the_root()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("mkdir d; printf 1 > d/f; printf 2 > d/g");
        await place.PushedAsync();
        string outside = Path.Combine(place.Directory, "outside");
        Shell.Run($"mkdir {outside}; printf precious > {outside}/f; printf precious > {outside}/g");
        place.OnTarget($"rm -r d; ln -s {outside} d");
        place.InProject("printf edited > d/f; rm d/g");
        string before = TreeJudge.Describe(outside);
        Assert.Equal(5, (await place.PushAsync()).Exit);
        Assert.Equal(before, TreeJudge.Describe(outside));
        await place.PushedAsync("--force");
        Assert.Equal(before, TreeJudge.Describe(outside));
        Assert.Equal("", place.DifferencesByRsync());
    }
}
