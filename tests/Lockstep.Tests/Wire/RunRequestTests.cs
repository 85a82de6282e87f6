using CsCheck;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Wire;

public sealed class RunRequestTests
{
    [Fact]
    public void It_is_read_back_without_what_does_not_travel() =>
        Gen.Select(WireGens.Digest, WireGens.Changes, WireGens.Edits, WireGens.Text.Array[0, 3], WireGens.Text, Gen.Int[0, 1000], Gen.Long[0, long.MaxValue]).Sample(
            (baseline, changes, edits, disposable, owner, days, bytes) =>
            {
                var request = new RunRequest(baseline, changes, edits, disposable, owner, new Retention(days, bytes)) { Origin = days % 2 == 0 ? new RunOrigin(RunKind.Undo, bytes) : new RunOrigin(RunKind.Watch) };
                RunRequest read = Decode(Encode(request));
                Assert.Equal(changes, read.Changes);
                Assert.Equal(edits, read.Bookkeeping);
                Assert.Equal(disposable, read.Disposable);
                Assert.Equal((baseline, owner, request.Retention, request.Origin), (read.Baseline, read.Owner, read.Retention, read.Origin));
            });

    [Fact]
    public void The_key_of_its_seals_is_read_back() => Gen.Byte.Array[SealKey.Length].Sample(key =>
        Assert.Equal(key, Decode(Encode(Request([], []) with { Key = new SealKey(key) })).Key!.Bytes.ToArray()));

    [Fact]
    public void A_long_one_is_cut_into_parts_at_its_records()
    {
        Change[] changes = [.. Enumerable.Range(0, 20_000).Select(i => new Change(ChangeKind.Add, SampleMessages.Path($"d/{i:d6}"), Entry.Absent, SampleMessages.File, Transfer.Whole))];
        EntryEdit[] edits = [.. Enumerable.Range(0, 20_000).Select(i => new EntryEdit(SampleMessages.Path($"e/{i:d6}"), SampleMessages.File))];
        List<byte[]> parts = Encode(Request(changes, edits));

        Assert.True(parts.Count > 2, $"{parts.Count} parts");
        Assert.All(parts, part => Assert.InRange(part.Length, 1, WireLimits.PartLength + 100));
        RunRequest read = Decode(parts);
        Assert.Equal(changes, read.Changes);
        Assert.Equal(edits, read.Bookkeeping);
    }

    [Fact]
    public void An_empty_run_is_one_part() => Assert.Single(Encode(Request([], [])));

    [Fact]
    public void One_that_ends_early_is_rejected()
    {
        var decoder = new RunRequestDecoder();
        decoder.Add(Encode(Request(SampleMessages.Changes, []))[0].AsSpan()[..^7]);
        Rejection.Of("run request ends after 3 changes and 0 edits, it announced 4 and 0", () => decoder.Complete());
    }

    [Fact]
    public void One_that_never_came_is_rejected() => Rejection.Of("run request ends after 0 changes", () => new RunRequestDecoder().Complete());

    [Fact]
    public void More_records_than_announced_are_rejected()
    {
        var decoder = new RunRequestDecoder();
        decoder.Add(Encode(Request([], []))[0]);
        Rejection.Of("run request is followed by 1 bytes", () => decoder.Add([0]));
    }

    [Theory]
    [InlineData(ChangeKind.Delete, EntryType.File, Transfer.None)]
    [InlineData(ChangeKind.Delete, EntryType.None, Transfer.Whole)]
    [InlineData(ChangeKind.Add, EntryType.None, Transfer.None)]
    [InlineData(ChangeKind.Add, EntryType.Special, Transfer.None)]
    [InlineData(ChangeKind.Add, EntryType.Directory, Transfer.Whole)]
    [InlineData(ChangeKind.Update, EntryType.Symlink, Transfer.Delta)]
    [InlineData(ChangeKind.Rename, EntryType.Directory, Transfer.Reuse)]
    [InlineData(ChangeKind.Mode, EntryType.File, Transfer.Whole)]
    [InlineData((ChangeKind)0, EntryType.File, Transfer.Whole)]
    [InlineData((ChangeKind)6, EntryType.File, Transfer.Whole)]
    [InlineData(ChangeKind.Add, EntryType.File, (Transfer)9)]
    [InlineData(ChangeKind.Add, EntryType.Directory, Transfer.Restore)]
    [InlineData(ChangeKind.Delete, EntryType.None, Transfer.Restore)]
    public void A_change_that_makes_no_sense_is_rejected(ChangeKind kind, EntryType type, Transfer transfer)
    {
        Entry after = type == EntryType.None ? Entry.Absent : new Entry(type, 0, 0, 0, ContentHash.Unknown);
        List<byte[]> parts = Encode(Request([new Change(kind, SampleMessages.Path("a"), Entry.Absent, after, transfer, SampleMessages.Path("b"))], []));
        Rejection.Of("change of 'a' is", () => Decode(parts));
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    [InlineData("a/b", "a")]
    public void Changes_out_of_path_order_are_rejected(string first, string second)
    {
        Change[] changes = [.. new[] { first, second }.Select(path => new Change(ChangeKind.Delete, SampleMessages.Path(path), Entry.Absent, Entry.Absent))];
        Rejection.Of($"path '{second}' is out of order after '{first}'", () => Decode(Encode(Request(changes, []))));
    }

    [Fact]
    public void The_root_comes_first_and_once()
    {
        Change[] twice = [.. Enumerable.Repeat(new Change(ChangeKind.Mode, RelativePath.Root, Entry.Absent, SampleMessages.Directory), 2)];
        Assert.Equal(twice[..1], Decode(Encode(Request(twice[..1], []))).Changes);
        Rejection.Of("path '.' is out of order after '.'", () => Decode(Encode(Request(twice, []))));
    }

    private static RunRequest Request(Change[] changes, EntryEdit[] edits) => new(SampleMessages.Digest, changes, edits, [], "ann@desk", Retention.Default);

    private static List<byte[]> Encode(RunRequest request)
    {
        var parts = new List<byte[]>();
        foreach (MessagePart part in RunRequestEncoder.Parts(request))
        {
            parts.Add(part.Bytes.ToArray());
        }

        return parts;
    }

    private static RunRequest Decode(List<byte[]> parts)
    {
        var decoder = new RunRequestDecoder();
        parts.ForEach(part => decoder.Add(part));
        return decoder.Complete();
    }
}
