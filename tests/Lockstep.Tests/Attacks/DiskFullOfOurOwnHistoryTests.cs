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
