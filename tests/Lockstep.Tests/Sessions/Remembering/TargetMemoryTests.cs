using Lockstep.Sessions.Remembering;
using Lockstep.Tests.Files;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Remembering;

public sealed class TargetMemoryTests : IDisposable
{
    private const string Identity = "user@host:22 2f";

    private readonly TemporaryDirectory _home = new();

    private string Place => _home["state/targets"];

    [Theory]
    [InlineData("a/b=1; a/c -> b; d/; e=22 !755 @5", "a/b=1; a/c -> b; d/; e=22 !755 @5")]
    [InlineData("a/b=1; d/; e=22 !755 @5", "a/b=1; d/; e=22 !755 @6; f=1")]
    [InlineData("", "a=1")]
    public void What_was_seen_and_held_comes_back_as_it_was_kept(string seen, string held)
    {
        Snapshot stamped = Snapshot.Absent.With([.. TreeText.Flatten(TreeText.Picture(held)).Select((pair, i) => new EntryEdit(pair.Key, pair.Value, new FileStamp((ulong)i, i)))]);
        Assert.Null(new TargetMemory(Place).Save(Identity, new RememberedTarget(TreeText.Picture(seen), stamped, 123_456_789, Run: 77)));

        RememberedTarget loaded = new TargetMemory(Place).Load(Identity)!;
        Assert.Equal((TreeText.Picture(seen).Digest, stamped.Digest, 123_456_789, 77), (loaded.Seen.Digest, loaded.Held.Digest, loaded.ScannedAtNs, loaded.Run));
        loaded.Held.Find(RelativePath.Parse("a"), out FileStamp stamp);
        Assert.Equal(new FileStamp(1, 1), stamp);
    }

    [Fact]
    public void What_was_seen_shares_the_directories_that_are_held_alike()
    {
        new TargetMemory(Place).Save(Identity, new RememberedTarget(TreeText.Picture("a/b=1; c/d=1"), TreeText.Picture("a/b=1; c/d=2"), 1, Run: 1));

        RememberedTarget loaded = new TargetMemory(Place).Load(Identity)!;
        Assert.Same(loaded.Held.ChildrenOf(RelativePath.Parse("a")), loaded.Seen.ChildrenOf(RelativePath.Parse("a")));
        Assert.NotSame(loaded.Held.ChildrenOf(RelativePath.Parse("c")), loaded.Seen.ChildrenOf(RelativePath.Parse("c")));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    [InlineData(0, false)]
    public void A_target_with_fewer_runs_than_remembered_is_another(long lastRun, bool isSame) =>
        Assert.Equal(isSame, new RememberedTarget(Snapshot.Absent, Snapshot.Absent, 0, Run: 3).IsOf(lastRun));

    [Fact]
    public void Each_target_has_its_own()
    {
        var memory = new TargetMemory(Place);
        memory.Save(Identity, new RememberedTarget(TreeText.Picture("a=1"), TreeText.Picture("a=1"), 1, Run: 4));
        memory.Save(Identity + "/b", new RememberedTarget(TreeText.Picture("b=1"), TreeText.Picture("b=1"), 2, Run: 4));

        Assert.Equal(1, memory.Load(Identity)?.ScannedAtNs);
        Assert.Equal(2, memory.Load(Identity + "/b")?.ScannedAtNs);
        Assert.Null(memory.Load("somebody@else"));
    }

    [Fact]
    public void One_that_is_damaged_anywhere_or_cut_short_counts_as_none()
    {
        var memory = new TargetMemory(Place);
        memory.Save(Identity, new RememberedTarget(TreeText.Picture("a/b=1; c=21"), TreeText.Picture("a/b=1; c=22"), 7, Run: 4));
        string file = Assert.Single(Directory.GetFiles(Place));
        byte[] whole = File.ReadAllBytes(file);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x41;
            File.WriteAllBytes(file, damaged);
            Assert.Null(memory.Load(Identity));
            File.WriteAllBytes(file, whole[..i]);
            Assert.Null(memory.Load(Identity));
        }
    }

    [Fact]
    public void A_directory_that_cannot_be_had_is_told_as_the_reason()
    {
        _home.WithFile("state", "in the way");
        var memory = new TargetMemory(Place);

        Assert.Null(memory.Load(Identity));
        Assert.Contains(Place, memory.Save(Identity, new RememberedTarget(TreeText.Picture("a=1"), TreeText.Picture("a=1"), 1, Run: 4)));
    }

    public void Dispose() => _home.Dispose();
}
