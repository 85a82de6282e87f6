using System.Text;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
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

    [Fact]
    public void What_tells_the_run_comes_back()
    {
        var mark = new RunMark(UInt128.MaxValue - 5, StartedMs: 77);
        var kept = new RememberedTarget(TreeText.Picture("a=1"), TreeText.Picture("a=2"), 1, Run: 4) { Mark = mark };
        Assert.Null(new TargetMemory(Place).Save(Identity, kept));

        Assert.Equal(mark, new TargetMemory(Place).Load(Identity)!.Mark);
    }

    [Theory]
    [InlineData("a=1")]
    [InlineData("a=2")]
    public void A_memory_of_a_version_that_did_not_keep_what_tells_the_run_is_read(string seen)
    {
        new TargetMemory(Place).Save(Identity, RememberedTarget.Nothing);
        bool seenFollows = seen != "a=1";
        using (DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(Place)))
        using (FileHandle file = StateFile.CreateEmpty(directory, Encoding.UTF8.GetBytes(Path.GetFileName(Assert.Single(Directory.GetFiles(Place))))))
        using (var writer = RecordWriter.Start(file, "lkstmem\x01"u8))
        {
            writer.BeginRecord(RecordType.Checkpoint);
            writer.WriteFixedUInt64(123);
            writer.WriteFixedUInt64(4);
            writer.WriteByte(seenFollows ? (byte)1 : (byte)0);
            SnapshotEncoder.Encode(TreeText.Picture("a=1"), writer, withStamps: true, withDigests: true);
            writer.EndRecord();
            if (seenFollows)
            {
                writer.BeginRecord(RecordType.Checkpoint);
                SnapshotEncoder.Encode(TreeText.Picture(seen), writer, withStamps: false, withDigests: true);
                writer.EndRecord();
            }
        }

        RememberedTarget loaded = new TargetMemory(Place).Load(Identity)!;
        Assert.Equal((TreeText.Picture(seen).Digest, TreeText.Picture("a=1").Digest), (loaded.Seen.Digest, loaded.Held.Digest));
        Assert.Equal((123L, 4L, default(RunMark)), (loaded.ScannedAtNs, loaded.Run, loaded.Mark));
    }

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
