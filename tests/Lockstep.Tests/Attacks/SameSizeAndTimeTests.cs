using Lockstep.Native.Disk;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22a: another file of the same size and modification time is another file, as inode and change time tell.</summary>
public sealed class SameSizeAndTimeTests
{
    [Fact]
    public async Task Two_files_of_one_size_and_time_that_were_swapped_are_sent()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        WriteAt(ann, "a", "first!", 1_000_000_000);
        WriteAt(ann, "b", "second", 1_000_000_000);
        await ann.PushWellAsync();

        ann.Tree.Swap(RelativePath.Parse("a"), RelativePath.Parse("b"));
        await ann.PushWellAsync();

        Assert.Equal(("second", "first!"), (scene.OnTarget("a"), scene.OnTarget("b")));
    }

    [Fact]
    public async Task A_file_that_was_replaced_by_one_of_its_size_and_time_is_sent()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        WriteAt(ann, "a", "first!", 1_000_000_000);
        await ann.PushWellAsync();

        WriteAt(ann, "a", "second", 1_000_000_000);
        Assert.Equal(1, (await ann.PushWellAsync()).Updated);

        Assert.Equal("second", scene.OnTarget("a"));
    }

    [Fact]
    public async Task At_the_first_contact_size_and_time_prove_nothing_either()
    {
        using var scene = new SeveralCheckouts("ann", "bob");
        WriteAt(scene.People[0], "a", "first!", 1_000_000_000);
        WriteAt(scene.People[1], "a", "second", 1_000_000_000);
        await scene.People[0].PushWellAsync();

        Assert.Equal(1, (await scene.People[1].PushWellAsync(SeveralCheckouts.Plain with { Confirmed = true })).Updated);
        Assert.Equal("second", scene.OnTarget("a"));
    }

    [Fact]
    public async Task A_file_that_was_only_looked_at_is_not_sent()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        WriteAt(ann, "a", "first!", 1_000_000_000);
        await ann.PushWellAsync();

        // Another change time, the same content.
        ann.Tree.SetMode(RelativePath.Parse("a"), 0x1a4);
        Assert.Equal(0, (await ann.PushWellAsync()).Run);
    }

    private static void WriteAt(Checkout checkout, string path, string content, long modifiedNs)
    {
        checkout.Tree.Write(path, content);
        checkout.Tree.SetModified(RelativePath.Parse(path), modifiedNs);
    }
}
