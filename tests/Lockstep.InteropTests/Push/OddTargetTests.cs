using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>Targets and projects as one does not expect them: large, deep, old, linked, foreign.</summary>
public sealed class OddTargetTests(SharedSshServer shared)
{
    private const int ManyFiles = 200_000;

    [Fact]
    public async Task Another_hard_link_of_a_file_keeps_its_content_and_the_history_has_it_too()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > f; printf 1 > gone");
        await place.PushedAsync();
        place.OnTarget("ln f ../other; ln gone ../another");
        place.InProject("printf 2 > f; rm gone");
        await place.PushedAsync();
        Assert.Equal("2 1 1", place.OnTarget("echo $(cat f) $(cat ../other) $(cat ../another)").Trim());
        place.OnTarget("printf 9 > ../other");
        ClientResult undone = await place.TellAsync("undo");
        Assert.Equal(4, undone.Exit);
        Assert.Contains("somebody changed or removed it there", Assert.Single(undone.EventsOf("problem"), problem => problem.GetProperty("path").GetString() == "f").GetProperty("cause").GetString(), StringComparison.Ordinal);
        Assert.Equal("2 1", place.OnTarget("echo $(cat f) $(cat gone)").Trim());
        place.OnTarget("printf 1 > ../other");
        Assert.Equal("2", Shell.Run("grep -rlx 1 history | wc -l", place.State).Trim());
    }

    [Fact]
    public async Task A_sparse_file_of_5_GB_stays_sparse_on_the_target_and_in_the_history()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("truncate -s 5G big; printf middle | dd of=big bs=1 seek=4500000000 conv=notrunc status=none; printf x > x");
        await place.PushedAsync();
        Assert.Equal("5368709120 middle", place.OnTarget("echo $(stat -c %s big) $(dd if=big bs=1 skip=4500000000 count=6 status=none)").Trim());
        Assert.InRange(Blocks(place.OnTarget("stat -c %b big")), 1, 100);
        Assert.Equal(0, (await place.PushedAsync()).Count("updated"));
        place.InProject("printf small > big");
        await place.PushedAsync();
        Assert.InRange(Blocks(Shell.Run("find history -size +4G -printf '%b\\n'", place.State)), 1, 100);
        Assert.Equal(0, (await place.TellAsync("undo")).Exit);
        Assert.Equal("5368709120 middle", place.OnTarget("echo $(stat -c %s big) $(dd if=big bs=1 skip=4500000000 count=6 status=none)").Trim());
        Assert.InRange(Blocks(place.OnTarget("stat -c %b big")), 1, 100);
    }

    [Fact]
    public async Task A_directory_may_have_200_000_files()
    {
        using var place = new Workplace();
        place.InProject($"mkdir many; cd many; seq -f 'file-%06g' {ManyFiles} | xargs touch -d 2020-01-01");
        Assert.Equal(ManyFiles + 1, (await place.PushedAsync()).Count("added"));
        place.InProject("printf x > many/file-100000; rm many/file-000001");
        ClientResult edit = await place.PushedAsync();
        Assert.Equal((1, 1, ManyFiles - 1), (edit.Count("updated"), edit.Count("deleted"), (int)edit.Count("unchanged")));
        Assert.Equal($"{ManyFiles - 1}", place.OnTarget("ls -U many | wc -l").Trim());
        Assert.Equal(0, (await place.TellAsync("undo")).Exit);
        Assert.Equal($"{ManyFiles}", place.OnTarget("ls -U many | wc -l").Trim());
        place.InProject("rm -r many; printf x > x");
        await place.PushedAsync("--yes");
        Assert.Equal("x", place.OnTarget("ls").Trim());
        Assert.Equal(0, (await place.TellAsync("undo", "--yes")).Exit);
        Assert.Equal($"{ManyFiles} 0", place.OnTarget("echo $(ls -U many | wc -l) $(find many -newermt 2020-01-02 -type f | wc -l)").Trim());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Paths_of_4040_bytes_with_names_of_255_come_and_go(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        const string Name = "n=$(printf 'd%.0s' $(seq 255)); for i in $(seq 15); do mkdir -p $n; cd $n; done";
        place.InProject($"printf top > top; ({Name}; printf deep > $(printf 'f%.0s' $(seq 200)))");
        await place.PushedAsync();
        Assert.Equal(TreeJudge.Outline(place.Project), TreeJudge.Outline(place.Target));
        place.InProject($"({Name}; printf deeper > $(printf 'f%.0s' $(seq 200)); printf new > $(printf 'g%.0s' $(seq 200)))");
        await place.PushedAsync();
        Assert.Equal(TreeJudge.Outline(place.Project), TreeJudge.Outline(place.Target));
        place.InProject("rm -r d*");
        await place.PushedAsync("--yes");
        Assert.Equal("top", place.OnTarget("ls").Trim());
        Assert.Equal(0, (await place.TellAsync("undo", "--yes")).Exit);
        Assert.Equal("deepernew", place.OnTarget("find . -type f ! -name top | sort | xargs cat"));
    }

    [Fact]
    public async Task Immutable_files_are_listed_by_push_and_undo_and_all_else_is_done()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > held; printf 1 > gone; printf 1 > free");
        await place.PushedAsync();
        place.OnTarget("chattr +i held gone");
        try
        {
            place.InProject("printf 2 > held; printf 2 > free; rm gone");
            Assert.Equal(["gone", "held"], Problems(await place.PushAsync()));
            Assert.Equal("1 1 2", place.OnTarget("echo $(cat held) $(cat gone) $(cat free)").Trim());
            place.OnTarget("chattr -i held gone");
            await place.PushedAsync();
            place.OnTarget("chattr +i held");
            Assert.Equal(["held"], Problems(await place.TellAsync("undo", "--run", "2")));
            Assert.Equal("2 1 1", place.OnTarget("echo $(cat held) $(cat gone) $(cat free)").Trim());
        }
        finally
        {
            place.OnTarget("chattr -i *");
        }

        static string?[] Problems(ClientResult partial)
        {
            Assert.Equal(4, partial.Exit);
            return [.. partial.EventsOf("problem").Select(problem => problem.GetProperty("path").GetString()).Order()];
        }
    }

    [Fact]
    public async Task What_is_below_a_mount_point_in_the_root_is_listed_by_push_and_undo_and_all_else_is_done()
    {
        using var place = new Workplace();
        place.InProject("mkdir m; printf 1 > m/f; printf 1 > f");
        await place.PushedAsync();
        place.InProject("printf 2 > m/f; printf 2 > f");
        await place.PushedAsync();
        using var disk = new SmallDisk(Path.Combine(place.Target, "m"), "1m");
        place.Starter = disk.Starter;
        place.InProject("printf 3 > m/f; printf 3 > f");
        Assert.Equal(5, (await place.PushAsync()).Exit);
        Check(await place.PushAsync("--force"), "3");
        Check(await place.TellAsync("undo", "--run", "2", "--force"), "1");

        void Check(ClientResult partial, string content)
        {
            Assert.True(partial.Exit == 4, partial.Errors);
            JsonElement problem = Assert.Single(partial.EventsOf("problem"));
            Assert.Equal("m/f", problem.GetProperty("path").GetString());
            Assert.Contains("another file system", problem.GetProperty("cause").GetString(), StringComparison.Ordinal);
            Assert.Equal(content, disk.Run($"cat {place.Target}/f"));
            Assert.Equal("", disk.Run($"ls {place.Target}/m"));
        }
    }

    [Fact]
    public async Task Times_long_past_and_far_ahead_are_times_like_any()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("for y in 1902-01-01 1969-12-31T23:59:59.999999999Z 1970-01-01T00:00:00Z 2037-01-01 2105-12-24T01:02:03.000000001Z 2250-06-01; do printf $y > f$y; touch -d $y f$y; done; mkdir d; touch -d 1950-02-03 d");
        await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Equal(0, (await place.PushedAsync()).Count("updated"));
        place.InProject("for f in f*; do printf 2 >> $f; touch -d '1930-01-01 00:00:00.5' $f; done");
        await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Fact]
    public async Task A_directory_that_somebody_made_a_link_is_neither_followed_nor_lost()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("mkdir d; printf 1 > d/f; printf 1 > d/gone; printf 1 > x");
        await place.PushedAsync();
        place.OnTarget("mv d ../elsewhere; ln -s ../elsewhere d");
        place.InProject("printf 2 > d/f; rm d/gone; printf 2 > d/new");
        ClientResult refused = await place.PushAsync();
        Assert.Equal(5, refused.Exit);
        Assert.Contains(refused.EventsOf("drift"), drift => drift.GetProperty("path").GetString() == "d");
        await place.PushedAsync("--force");
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Equal("f=1 gone=1", Shell.Run("cd ../elsewhere; for f in *; do echo $f=$(cat $f); done", place.Target).Trim().Replace('\n', ' '));
        Assert.Equal("../elsewhere", Shell.Run("find history -type l -printf %l", place.State));
    }

    [Fact]
    public async Task What_belongs_to_others_is_listed_exactly_and_all_else_is_done()
    {
        using var place = new Workplace();
        place.InProject("mkdir ours theirs; for d in ours theirs; do for f in changed gone kept; do printf 1 > $d/$f; done; done");
        UnprivilegedUser.Become(place);
        await place.PushedAsync();
        Shell.Run("chown -R 0:0 theirs", place.Target);
        place.InProject("for d in ours theirs; do printf 2 > $d/changed; printf 2 > $d/new; rm $d/gone; done; chown -R 65534:65534 .");
        ClientResult partial = await place.PushAsync();
        Assert.Equal(4, partial.Exit);
        Assert.Equal(["theirs/changed", "theirs/gone", "theirs/new"], partial.EventsOf("problem").Select(problem => problem.GetProperty("path").GetString()).Order());
        Assert.All(partial.EventsOf("problem"), problem => Assert.Contains("permission denied", problem.GetProperty("cause").GetString(), StringComparison.Ordinal));
        Assert.Equal("changed=2 kept=1 new=2", place.OnTarget("cd ours; for f in *; do echo $f=$(cat $f); done").Trim().Replace('\n', ' '));
        Assert.Equal("changed=1 gone=1 kept=1", place.OnTarget("cd theirs; for f in *; do echo $f=$(cat $f); done").Trim().Replace('\n', ' '));
        Shell.Run("chown -R 65534:65534 theirs", place.Target);
        await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
    }

    private static int Blocks(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
