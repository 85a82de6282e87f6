using CsCheck;
using Lockstep.Files.State;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

public sealed class ChangeListTests
{
    private const int Many = 20_000;

    private static readonly RelativePath Path = RelativePath.Parse("a/b");

    private static readonly Entry Hashed = TreeText.File("1");

    private static readonly Change Addition = new(ChangeKind.Add, Path, Entry.Absent, TreeText.File("1") with { Content = default }, Transfer.Whole);

    private static readonly Gen<Change> AnyChange = Gen.Select(
        Gen.Enum<ChangeKind>(), TreeGen.Entry, TreeGen.Entry, Gen.Bool, Gen.Enum<Transfer>(), Gen.OneOf("", "a", "a/b").Select(RelativePath.Parse),
        (kind, before, after, isNew, transfer, source) => new Change(kind, Path, isNew ? Entry.Absent : before, after, transfer, source));

    [Fact]
    public void Gives_back_what_was_added_and_what_replaced_it() => Gen.Select(AnyChange.Array[0, 600], AnyChange, Gen.Int[0, 599]).Sample((changes, other, index) =>
    {
        ChangeList list = [.. changes];
        Assert.Equal(changes, list);
        Assert.Equal(changes.Length, list.Count);
        if (index < changes.Length)
        {
            list[index] = changes[index] = other;
            Assert.Equal(changes, list);
        }
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Has_nothing_outside_its_bounds(int index)
    {
        ChangeList list = [Addition];
        Assert.Throws<ArgumentOutOfRangeException>(() => list[index]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[index] = Addition);
    }

    [Fact]
    public void A_first_push_takes_32_bytes_a_change_and_its_path() => Assert.InRange(BytesEach(Filled), 32, 36);

    [Fact]
    public void A_run_of_new_entries_takes_48_bytes_a_change_with_the_hashes_of_their_contents() => Assert.InRange(
        BytesEach(() =>
        {
            RunChangeList run = [];
            for (int i = 0; i < Many; i++)
            {
                run.Add(new RunChange(Addition with { After = Hashed }, default));
            }

            return run;
        }),
        48,
        56);

    [Fact]
    public void The_edits_of_a_plan_take_an_index_each()
    {
        Snapshot project = Wide(Many);
        PlanDraft draft = PlanDraft.Compare(new PlanInput(project, Snapshot.Absent, [], new PlanOptions()));
        SyncPlan plan = draft.Complete([]);

        IReadOnlyList<EntryEdit> edits = [];
        long bytes = BytesEach(() => edits = PlanResult.EditsOf(plan, plan.Bookkeeping, index => plan.Changes[index].After, []));

        Assert.Equal(Many + 1, edits.Count);
        Assert.InRange(bytes, sizeof(int), sizeof(int) + 2);
    }

    private static ChangeList Filled()
    {
        ChangeList list = [];
        for (int i = 0; i < Many; i++)
        {
            list.Add(Addition);
        }

        return list;
    }

    private static Snapshot Wide(int count)
    {
        var builder = new EntryListBuilder();
        for (int i = 0; i < count; i++)
        {
            builder.Add(System.Text.Encoding.ASCII.GetBytes(i.ToString("d6", System.Globalization.CultureInfo.InvariantCulture)), TreeText.File("1"));
        }

        return new Snapshot(TreeText.Directory, builder.Build());
    }

    /// <summary>What making something of <see cref="Many"/> changes takes from the heap, for each of them.</summary>
    private static long BytesEach<T>(Func<T> make)
    {
        make();
        long before = GC.GetAllocatedBytesForCurrentThread();
        T made = make();
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Many;
        GC.KeepAlive(made);
        return bytes;
    }
}
