using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Wire.Packs;

/// <summary>What a client takes of a peer that it fetches from: what it asked for and nothing else.</summary>
public sealed class FetchSequenceTests
{
    private const int Large = 1;

    private static readonly byte[] Small = new byte[300];
    private static readonly byte[] Piece = new byte[200_000];

    [Fact]
    public void What_was_asked_for_is_taken() => Accept(pack =>
    {
        pack.AddWhole(0, Final(0), Small);
        pack.Begin(Large, 400_000, ContentBasis.None);
        pack.AddData(Large, Piece);
        pack.AddWhole(2, Final(2) with { Mode = 0 }, "abcde"u8);
        pack.Zeros(Large, 200_000);
        pack.End(Large, Final(Large));
    });

    [Fact]
    public void What_is_skipped_is_answered_for() => Accept(pack =>
    {
        pack.Skip(0);
        pack.Begin(Large, 400_000, ContentBasis.None);
        pack.Skip(Large);
        pack.Skip(2);
    });

    [Theory]
    [InlineData("index", "record's change is 3, the run has 3")]
    [InlineData("twice", "content of 'bin/app' comes twice")]
    [InlineData("skipped and sent", "content of 'bin/app' comes twice")]
    [InlineData("shorter", "content of 'bin/app' has 299 bytes, 300 were asked for")]
    [InlineData("time", "content of 'bin/app' is not the one that was asked for")]
    [InlineData("mode", "content of 'bin/app' is not the one that was asked for")]
    [InlineData("hash", "content of 'bin/app' is not the one that was asked for")]
    [InlineData("longer link", "content of 'link' has 6 bytes, 5 were asked for")]
    [InlineData("link with NUL", "text of the symlink 'link' has 5 bytes")]
    [InlineData("link in pieces", "content of 'link', a symlink, comes in pieces")]
    [InlineData("begins larger", "content of 'bin/large' has 400001 bytes, 400000 were asked for")]
    [InlineData("goes on", "content of 'bin/large' goes on behind the 400000 bytes that were asked for")]
    [InlineData("zeros without end", "content of 'bin/large' goes on behind the 400000 bytes that were asked for")]
    [InlineData("ends early", "content of 'bin/large' ends with 200000 bytes and says it has 400000")]
    [InlineData("basis", "content of 'bin/large' is built on what is not there")]
    [InlineData("copy", "has a copy, but was begun without a basis")]
    [InlineData("without begin", "content of 'bin/large' goes on without having begun")]
    [InlineData("nothing", "3 of 3 contents that were asked for did not come")]
    [InlineData("not to its end", "1 of 3 contents that were asked for did not come")]
    public void A_lie_is_refused(string lie, string message) => Rejection.Of(message, () => Accept(pack => Tell(lie, pack)));

    [Fact]
    public void Records_get_the_indexes_of_another_list()
    {
        var pack = new ContentPackWriter();
        pack.AddWhole(0, Final(0), Small);
        pack.Begin(Large, 400_000, ContentBasis.None);
        pack.AddData(Large, Piece);
        pack.Skip(2);
        RecordIndexes.Replace(pack.Written.Span, [4, 7, 9], [0x1a4, 0x1ed, 0]);
        var reader = new ContentPackReader(pack.Written.Span, 10);
        var indexes = new List<int>();
        while (reader.TryRead(out ContentRecord record))
        {
            indexes.Add(record.Index);
        }

        Assert.Equal([4, 7, 7, 9], indexes);
    }

    private static void Tell(string lie, ContentPackWriter pack)
    {
        switch (lie)
        {
            case "index": pack.AddWhole(3, Final(0), Small); break;
            case "twice": pack.AddWhole(0, Final(0), Small); pack.AddWhole(0, Final(0), Small); break;
            case "skipped and sent": pack.Skip(0); pack.AddWhole(0, Final(0), Small); break;
            case "shorter": pack.AddWhole(0, Final(0) with { Size = 299 }, Small.AsSpan(1)); break;
            case "time": pack.AddWhole(0, Final(0) with { ModifiedNs = 1 }, Small); break;
            case "mode": pack.AddWhole(0, Final(0) with { Mode = 0x9ed }, Small); break;
            case "hash": pack.AddWhole(0, Final(0) with { Content = new ContentHash(1, 1) }, Small); break;
            case "longer link": pack.AddWhole(2, Final(2) with { Size = 6 }, "abcdef"u8); break;
            case "link with NUL": pack.AddWhole(2, Final(2), "ab\0de"u8); break;
            case "link in pieces": pack.Begin(2, 5, ContentBasis.None); break;
            case "begins larger": pack.Begin(Large, 400_001, ContentBasis.None); break;
            case "goes on": Grow(pack); pack.AddData(Large, Piece); pack.AddData(Large, "x"u8); break;
            case "zeros without end": Grow(pack); pack.Zeros(Large, 200_000); pack.Zeros(Large, 1); break;
            case "ends early": Grow(pack); pack.End(Large, Final(Large)); break;
            case "basis": pack.Begin(Large, 400_000, ContentBasis.Target); break;
            case "copy": Grow(pack); pack.Copy(Large, 0, 10); break;
            case "without begin": pack.AddData(Large, Piece); break;
            case "nothing": break;
            case "not to its end": pack.Skip(0); pack.Skip(2); Grow(pack); break;
            default: throw new ArgumentOutOfRangeException(nameof(lie), lie, "No such lie.");
        }
    }

    private static void Grow(ContentPackWriter pack)
    {
        pack.Begin(Large, 400_000, ContentBasis.None);
        pack.AddData(Large, Piece);
    }

    private static FinalContent Final(int index)
    {
        Entry entry = SampleMessages.FetchRequest().Contents[index].Entry;
        return new FinalContent(entry.Size, entry.Mode, entry.ModifiedNs, entry.Content.IsKnown ? entry.Content : SampleMessages.Hash);
    }

    private static void Accept(Action<ContentPackWriter> write)
    {
        var pack = new ContentPackWriter();
        write(pack);
        var sequence = new FetchSequence(SampleMessages.FetchRequest());
        var reader = new ContentPackReader(pack.Written.Span, changeCount: 3);
        while (reader.TryRead(out ContentRecord record))
        {
            sequence.Accept(record);
        }

        sequence.Finish();
    }
}
