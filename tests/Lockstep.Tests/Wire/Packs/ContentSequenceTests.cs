using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Packs;
using Xunit;

namespace Lockstep.Tests.Wire.Packs;

/// <summary>
/// Sequences as text: <c>w</c>hole, <c>b</c>egin without and <c>B</c>egin with a basis, <c>d</c>ata of ten bytes, <c>c</c>opy of ten, <c>z</c>eros of ten,
/// <c>e</c>nd, <c>s</c>kip; the number is the change, for an end the change and its size.
/// </summary>
public sealed class ContentSequenceTests
{
    // 0, 1, 2: files that are sent; 3: a symlink that is sent; 4: a directory; 5: a file the target has.
    private static readonly Change[] Changes =
    [
        Add("a", SampleMessages.File, Transfer.Whole),
        Add("b", SampleMessages.File, Transfer.Delta),
        Add("c", SampleMessages.File, Transfer.Whole),
        Add("d", SampleMessages.Symlink, Transfer.Whole),
        Add("e", SampleMessages.Directory, Transfer.None),
        Add("f", SampleMessages.File, Transfer.Reuse),
    ];

    [Theory]
    [InlineData("", 0)]
    [InlineData("w0 w2 w3", 0)]
    [InlineData("b0 d0 d0 e0:20", 0)]
    [InlineData("b0 e0:0", 0)]
    [InlineData("B1 c1 d1 z1 e1:30", 0)]
    [InlineData("b0 z0 w2 d0 w3 e0:20", 0)]
    [InlineData("b0 B1 d0 c1 d0 e1:10 e0:20", 0)]
    [InlineData("s0 w2", 0)]
    [InlineData("b0 d0 s0", 0)]
    [InlineData("b0 d0", 1)]
    public void A_sequence_that_makes_sense_is_accepted(string records, int open) => Assert.Equal(open, Accept(records).OpenCount);

    [Theory]
    [InlineData("w0 w0", "content of 'a' comes twice")]
    [InlineData("w0 b0", "content of 'a' comes twice")]
    [InlineData("w0 s0", "content of 'a' comes twice")]
    [InlineData("s0 w0", "content of 'a' comes twice")]
    [InlineData("b0 b0", "content of 'a' comes twice")]
    [InlineData("b0 s0 b0", "content of 'a' comes twice")]
    [InlineData("b0 e0:0 b0", "content of 'a' comes twice")]
    [InlineData("w4", "content of 'e' comes without having been announced")]
    [InlineData("b5", "content of 'f' comes without having been announced")]
    [InlineData("s5", "content of 'f' comes without having been announced")]
    [InlineData("b3", "content of 'd', a symlink, comes in pieces")]
    [InlineData("d0", "content of 'a' goes on without having begun")]
    [InlineData("b0 c1", "content of 'b' goes on without having begun")]
    [InlineData("b0 e0:0 d0", "content of 'a' goes on without having begun")]
    [InlineData("e0:0", "content of 'a' goes on without having begun")]
    [InlineData("b0 d0 s0 e0:10", "content of 'a' goes on without having begun")]
    [InlineData("b0 c0", "content of 'a' has a copy, but was begun without a basis")]
    [InlineData("b0 d0 e0:11", "content of 'a' ends with 10 bytes and says it has 11")]
    [InlineData("B1 c1 c1 e1:10", "content of 'b' ends with 20 bytes and says it has 10")]
    public void A_sequence_that_makes_no_sense_is_rejected(string records, string message) => Rejection.Of(message, () => Accept(records));

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void The_text_of_a_symlink_has_a_length_that_can_be(int length) => Rejection.Of(
        $"text of the symlink 'd' has {length} bytes",
        () => new ContentSequence(Changes).Accept(Whole(3, Enumerable.Repeat((byte)'x', length).ToArray())));

    [Fact]
    public void The_text_of_a_symlink_has_no_nul() => Rejection.Of("none of them NUL", () => new ContentSequence(Changes).Accept(Whole(3, "a\0b"u8)));

    [Fact]
    public void Only_so_many_contents_are_open_at_once()
    {
        Change[] changes = [.. Enumerable.Range(0, 17).Select(i => Add($"f{i}", SampleMessages.File, Transfer.Whole))];
        var sequence = new ContentSequence(changes);
        for (int i = 0; i < ContentSequence.MaxOpen; i++)
        {
            sequence.Accept(Begin(i, ContentBasis.None));
        }

        Rejection.Of("content of 'f16' is begun while 16 are open", () => sequence.Accept(Begin(16, ContentBasis.None)));
    }

    [Fact]
    public void A_content_cannot_outgrow_all_numbers()
    {
        var sequence = new ContentSequence(Changes);
        sequence.Accept(Begin(0, ContentBasis.None));
        sequence.Accept(new ContentRecord { Kind = ContentRecordKind.Zeros, Index = 0, Length = long.MaxValue });
        Rejection.Of("has more bytes than the most", () => sequence.Accept(new ContentRecord { Kind = ContentRecordKind.Zeros, Index = 0, Length = 1 }));
    }

    private static ContentSequence Accept(string records)
    {
        var sequence = new ContentSequence(Changes);
        foreach (string record in records.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] numbers = record[1..].Split(':');
            int index = int.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture);
            long size = numbers.Length > 1 ? long.Parse(numbers[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
            sequence.Accept(record[0] switch
            {
                'w' => Whole(index, "text"u8),
                'b' => Begin(index, ContentBasis.None),
                'B' => Begin(index, ContentBasis.Target),
                'd' => new ContentRecord { Kind = ContentRecordKind.Data, Index = index, Length = 10 },
                'c' => new ContentRecord { Kind = ContentRecordKind.Copy, Index = index, Length = 10 },
                'z' => new ContentRecord { Kind = ContentRecordKind.Zeros, Index = index, Length = 10 },
                'e' => new ContentRecord { Kind = ContentRecordKind.End, Index = index, Final = new FinalContent(size, 0, 0, SampleMessages.Hash) },
                's' => new ContentRecord { Kind = ContentRecordKind.Skip, Index = index },
                _ => throw new ArgumentOutOfRangeException(nameof(records), record, "No such record."),
            });
        }

        return sequence;
    }

    private static Change Add(string path, Entry entry, Transfer transfer) => new(ChangeKind.Add, SampleMessages.Path(path), Entry.Absent, entry, transfer);

    private static ContentRecord Whole(int index, ReadOnlySpan<byte> bytes) => new() { Kind = ContentRecordKind.Whole, Index = index, Length = bytes.Length, Bytes = bytes };

    private static ContentRecord Begin(int index, ContentBasis basis) => new() { Kind = ContentRecordKind.Begin, Index = index, Basis = basis };
}
