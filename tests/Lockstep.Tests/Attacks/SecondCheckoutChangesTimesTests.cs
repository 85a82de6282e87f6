using Lockstep.Native.Disk;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D21: a second checkout's push of equal contents changes nothing on the target, sets no time and fires no deploy.</summary>
public sealed class SecondCheckoutChangesTimesTests
{
    [Fact]
    public async Task Equal_contents_with_other_times_change_nothing()
    {
        using var scene = new SeveralCheckouts("ann", "ci");
        (Checkout ann, Checkout ci) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "one");
        ann.Tree.Write("d/x", "two");
        await ann.PushWellAsync();
        SortedDictionary<RelativePath, Entry> before = TreeText.Flatten(DiskTree.Read(scene.Target.Root));
        ann.CopyTo(ci);

        for (int i = 0; i < 2; i++)
        {
            RunSummary summary = await ci.PushWellAsync(SeveralCheckouts.Plain with { Deploy = new DeployStep("touch ../deployed", AllowsSudo: false, DeployWhen.Changed, Timeout.InfiniteTimeSpan) });
            Assert.Equal((0, 0), (summary.Run, summary.Updated));
        }

        PushScene.AssertSame(before, TreeText.Flatten(DiskTree.Read(scene.Target.Root)));
        Assert.False(File.Exists(Path.Combine(scene.Target.Root, "..", "deployed")));
    }

    [Fact]
    public async Task A_touch_arrives_when_this_project_knows_the_target()
    {
        using var scene = new SeveralCheckouts("ann", "ci");
        (Checkout ann, Checkout ci) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "one");
        await ann.PushWellAsync();
        ann.CopyTo(ci);
        await ci.PushWellAsync();

        ci.Tree.Touch(RelativePath.Parse("a"));
        Assert.Equal(1, (await ci.PushWellAsync()).Updated);

        ci.Tree.TryStat(RelativePath.Parse("a"), out FileStatus mine);
        scene.Target.TryStat(RelativePath.Parse("a"), out FileStatus there);
        Assert.Equal(mine.ModifiedNs, there.ModifiedNs);

        // The other one's file has another time, which it did not set since: it stays.
        Assert.Equal(0, (await ann.PushWellAsync()).Run);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_both_came_to_the_same_content_nothing_changes_and_nothing_is_deployed(bool isAfterAnUndo)
    {
        using var scene = new SeveralCheckouts("ann", "bob");
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "one");
        await ann.PushWellAsync();
        ann.CopyTo(bob);
        await bob.PushWellAsync();
        ann.Tree.Write("a", "two");
        bob.Tree.Write("a", "two");
        if (isAfterAnUndo)
        {
            await ann.PushWellAsync();
            Assert.Equal(ExitCode.Done, (await ann.UndoAsync()).Exit);
        }

        await bob.PushWellAsync();
        SortedDictionary<RelativePath, Entry> before = TreeText.Flatten(DiskTree.Read(scene.Target.Root));
        var deploy = new DeployStep("touch ../deployed", AllowsSudo: false, DeployWhen.Changed, Timeout.InfiniteTimeSpan);
        for (int i = 0; i < 2; i++)
        {
            RunSummary summary = await ann.PushWellAsync(SeveralCheckouts.Plain with { Deploy = deploy });
            Assert.Equal((0, 0), (summary.Run, summary.Updated));
        }

        PushScene.AssertSame(before, TreeText.Flatten(DiskTree.Read(scene.Target.Root)));
        Assert.False(File.Exists(Path.Combine(scene.Target.Root, "..", "deployed")));
    }

    [Fact]
    public async Task A_time_goes_with_a_content()
    {
        using var scene = new SeveralCheckouts("ann", "ci");
        (Checkout ann, Checkout ci) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "one");
        await ann.PushWellAsync();
        ci.Tree.Write("a", "two, longer");
        await ci.PushWellAsync(SeveralCheckouts.Plain with { Confirmed = true });

        ci.Tree.TryStat(RelativePath.Parse("a"), out FileStatus mine);
        scene.Target.TryStat(RelativePath.Parse("a"), out FileStatus there);
        Assert.Equal(mine.ModifiedNs, there.ModifiedNs);
    }
}
