using System.Text;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22k: a disk that is full of our own history says so, with what to do; and lower limits make room before the next run, which says what was given up.</summary>
public sealed class DiskFullOfOurOwnHistoryTests
{
    private const int Length = 300_000;

    [Fact]
    public void The_message_names_the_history_and_a_lower_limit_makes_room_before_the_next_run()
    {
        string[] contents = [.. Enumerable.Range(0, 5).Select(number => new string((char)('a' + number), Length))];
        using var full = new TargetScene { Contents = new ContentBook(contents) };
        using Mount mount = Mount.Memory(Directory.CreateDirectory(Path.GetDirectoryName(full.RootPath)!).FullName, "size=1280k");
        CommitReport? last = null;
        SyncException? refused = null;
        for (int run = 0; run < contents.Length && refused is null; run++)
        {
            try
            {
                last = Push(full, contents[run], run);
            }
            catch (SyncException e)
            {
                refused = e;
            }
        }

        Assert.NotNull(refused);
        Assert.Matches("and [1-9][0-9]+ kB are free", refused.Message);
        Assert.Contains("Lockstep's own history there keeps 900 kB of 4 past runs", refused.Message, StringComparison.Ordinal);
        Assert.Contains("lower [history] max_size", refused.Message, StringComparison.Ordinal);
        Assert.Equal(GivenUpHistory.Nothing, last!.GivenUp);

        using TargetScene again = TargetScene.Join(full.Place, new Retention(14, Length), new ContentBook(contents));
        CommitReport made = Push(again, contents[4], 4);
        Assert.Equal(new GivenUpHistory(3, 2 * Length), made.GivenUp);
        Assert.Equal(ContentHash.Of(Encoding.UTF8.GetBytes(contents[4])), again.Disk.Find(RelativePath.Parse("a")).Content);
    }

    [Fact]
    public void Where_the_newest_run_holds_all_of_it_no_limit_is_advised_and_a_purge_helps()
    {
        string[] contents = [.. Enumerable.Range(0, 3).Select(number => new string((char)('a' + number), 2 * Length))];
        using var full = new TargetScene { Contents = new ContentBook(contents) };
        using Mount mount = Mount.Memory(Directory.CreateDirectory(Path.GetDirectoryName(full.RootPath)!).FullName, "size=1400k");
        Push(full, contents[0], 0);
        Push(full, contents[1], 1);
        SyncException refused = Assert.Throws<SyncException>(() => Push(full, contents[2], 2));
        Assert.Contains("history there keeps 600 kB, all of it in its newest run", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"Free space on the file system of '{full.RootPath}'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("lower [history]", refused.Message, StringComparison.Ordinal);

        // The remedy that is named.
        Assert.Contains("lockstep history --purge PATH", refused.Message, StringComparison.Ordinal);
        using (Target target = full.Open())
        {
            target.Purge([RelativePath.Parse("a")], isPreview: false);
        }

        Push(full, contents[2], 2);
        Assert.Equal(ContentHash.Of(Encoding.UTF8.GetBytes(contents[2])), full.Disk.Find(RelativePath.Parse("a")).Content);
    }

    [Fact]
    public void What_older_runs_hold_is_not_said_to_be_enough_where_it_is_not()
    {
        string small = new('s', 100_000), large = new('l', 4 * Length);
        string[] contents = [small, new('t', 100_000), new('u', 100_000), large];
        using var full = new TargetScene { Contents = new ContentBook(contents) };
        using Mount mount = Mount.Memory(Directory.CreateDirectory(Path.GetDirectoryName(full.RootPath)!).FullName, "size=1280k");
        for (int run = 0; run < 3; run++)
        {
            Push(full, contents[run], run);
        }

        SyncException refused = Assert.Throws<SyncException>(() => Push(full, large, 3));
        Assert.Contains("(the newest, with 100 kB, stays)", refused.Message, StringComparison.Ordinal);
        Assert.Matches("That frees 100 kB at most, and [0-9]+ kB are missing: free space on the file system of", refused.Message);
    }

    [Fact]
    public void An_undo_gives_up_nothing_before_it_has_what_it_needs()
    {
        using var scene = new TargetScene();
        scene.Push("a=1");
        scene.Push("a=22");
        scene.Push("a=333");
        using (Target target = scene.Open())
        {
            _ = target.ReadPast(2, []);
            target.Begin(scene.RunOf([], [], []) with { Retention = new Retention(14, 0) });
        }

        Assert.Contains(ContentHash.Of("1"u8), FaultTests.ContentsKept(scene));
    }

    private static CommitReport Push(TargetScene scene, string content, int run) => scene.Push(TreeText.Picture($"a={content} @{run + 1}"));
}
