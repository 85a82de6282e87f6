using CsCheck;
using Lockstep.Files.State;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.State;

public class BaselineStoreTests
{
    [Fact]
    public void What_is_appended_is_loaded_again_with_its_stamps() =>
        Gen.Select(TreeGen.Tree, TreeGen.Tree, TreeGen.Tree).Sample(
            (first, second, third) =>
            {
                using var place = new TemporaryDirectory();
                using (BaselineStore store = BaselineStore.Load(place.Handle))
                {
                    Snapshot before = Snapshot.Absent;
                    foreach ((Snapshot next, int run) in ((Snapshot, int)[])[(first, 1), (second, 2), (third, 3)])
                    {
                        store.Append(run, EditsBetween(before, next));
                        before = next;
                    }
                }

                using BaselineStore loaded = BaselineStore.Load(place.Handle);
                Assert.Equal(3, loaded.LastRun);
                Assert.False(loaded.IsDamaged);
                Assert.Equal(third.Digest, loaded.Snapshot.Digest);
                foreach ((RelativePath path, Entry _) in TreeText.Flatten(third))
                {
                    loaded.Snapshot.Find(path, out FileStamp stamp);
                    Assert.NotEqual(default, stamp);
                }
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void A_torn_end_loses_the_torn_run_alone_and_is_written_over()
    {
        using var place = new TemporaryDirectory();
        Snapshot[] states = [TreeText.Of("a=1"), TreeText.Of("a=1", "b=2"), TreeText.Of("a=1", "b=2", "c=3")];
        long[] lengths = new long[3];
        using (BaselineStore store = BaselineStore.Load(place.Handle))
        {
            for (int i = 0; i < 3; i++)
            {
                store.Append(i + 1, EditsBetween(i == 0 ? Snapshot.Absent : states[i - 1], states[i]));
                lengths[i] = new FileInfo(place["baseline"]).Length;
            }
        }

        byte[] whole = File.ReadAllBytes(place["baseline"]);
        for (long length = lengths[0]; length < lengths[2]; length++)
        {
            File.WriteAllBytes(place["baseline"], whole[..(int)length]);
            int run = length < lengths[1] ? 1 : 2;
            using (BaselineStore torn = BaselineStore.Load(place.Handle))
            {
                Assert.Equal(run, torn.LastRun);
                Assert.Equal(states[run - 1].Digest, torn.Snapshot.Digest);
                torn.Append(run + 1, EditsBetween(states[run - 1], states[run]));
            }

            using BaselineStore mended = BaselineStore.Load(place.Handle);
            Assert.Equal(run + 1, mended.LastRun);
            Assert.Equal(states[run].Digest, mended.Snapshot.Digest);
        }
    }

    [Fact]
    public void A_damaged_checkpoint_is_said_and_not_guessed_at()
    {
        using var place = new TemporaryDirectory();
        using (BaselineStore store = BaselineStore.Load(place.Handle))
        {
            store.Append(1, EditsBetween(Snapshot.Absent, TreeText.Of("a=1")));
        }

        byte[] bytes = File.ReadAllBytes(place["baseline"]);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x40;
            File.WriteAllBytes(place["baseline"], damaged);
            using BaselineStore loaded = BaselineStore.Load(place.Handle);
            Assert.True(loaded.IsDamaged);
            Assert.False(loaded.Snapshot.Root.Exists);
        }
    }

    [Fact]
    public void A_small_run_writes_little_and_many_of_them_are_gathered_into_a_new_checkpoint()
    {
        using var place = new TemporaryDirectory();
        var lines = Enumerable.Range(0, 2000).Select(i => $"d{i % 50}/file{i}=content{i}").ToArray();
        using BaselineStore store = BaselineStore.Load(place.Handle);
        store.Append(1, EditsBetween(Snapshot.Absent, TreeText.Of(lines)));
        long checkpoint = new FileInfo(place["baseline"]).Length;
        long largest = 0, previous = checkpoint;
        for (int run = 2; run <= 9000; run++)
        {
            store.Append(run, [new EntryEdit(RelativePath.Parse("d7/file7"), TreeText.File($"{run}"), new FileStamp((ulong)run, run))]);
            long length = new FileInfo(place["baseline"]).Length;
            Assert.True(length - previous < 200);
            (previous, largest) = (length, Math.Max(largest, length));
        }

        Assert.InRange(largest, checkpoint, checkpoint + (300 * 1024));
        using BaselineStore loaded = BaselineStore.Load(place.Handle);
        Assert.Equal(9000, loaded.LastRun);
        Assert.Equal(TreeText.File("9000"), loaded.Snapshot.Find(RelativePath.Parse("d7/file7"), out FileStamp stamp));
        Assert.Equal(new FileStamp(9000, 9000), stamp);
        Assert.Equal(2000 + 50, loaded.Snapshot.Count);
    }

    /// <summary>The edits that make one tree the other, each entry with some stamp.</summary>
    internal static List<EntryEdit> EditsBetween(Snapshot before, Snapshot after)
    {
        SortedDictionary<RelativePath, Entry> old = TreeText.Flatten(before), next = TreeText.Flatten(after);
        var edits = new List<EntryEdit>();
        foreach (RelativePath path in old.Keys.Union(next.Keys).Order())
        {
            Entry entry = next.GetValueOrDefault(path);
            edits.Add(new EntryEdit(path, entry, entry.Exists ? new FileStamp((ulong)path.Bytes.Length + 1, entry.ModifiedNs + 1) : default));
        }

        return edits;
    }
}
