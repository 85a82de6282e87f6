using Lockstep.Rsync;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Roles;
using Lockstep.Rsync.Sums;
using Lockstep.Rsync.Tokens;

namespace Lockstep.Tests.Rsync.Attacks;

/// <summary>Numbers that no honest peer sends: each is refused where it is read, before anything is done with it.</summary>
public sealed class HostileNumbersAttack
{
    private static readonly IdMapping Ids = new("usermap", rules: null, _ => null, isNumeric: true, _ => { });

    /// <summary>CVE-2024-12084 (a sum longer than its place), CVE-2026-53792 (blocks without a length), and what is negative or too long.</summary>
    [Theory]
    [InlineData(1, 700, 17, 0)]
    [InlineData(1, 0, 2, 0)]
    [InlineData(-1, 700, 2, 0)]
    [InlineData(1, -700, 2, 0)]
    [InlineData(1, 1 << 20, 2, 0)]
    [InlineData(1, 700, -2, 0)]
    [InlineData(1, 700, 2, 701)]
    public void A_sum_head_out_of_bounds_is_refused(int count, int block, int strong, int remainder)
    {
        byte[] head = [.. new[] { count, block, strong, remainder }.SelectMany(BitConverter.GetBytes)];

        Assert.Throws<ProtocolException>(() => SumHead.Read(Reader(head), digestLength: 16));
    }

    /// <summary>The sums that a head announces are taken from the memory as they come, and never more than a gigabyte.</summary>
    [Fact]
    public void Announced_sums_take_no_memory()
    {
        var checksum = new Checksum(ChecksumKind.Xxh128, 1, SeedFirst: true);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<EndOfStreamException>(() => BlockSums.Read(Reader([]), new SumHead(40_000_000, 700, 2, 0), checksum));
        Assert.Throws<ProtocolException>(() => BlockSums.Read(Reader([]), new SumHead(int.MaxValue, 700, 16, 0), checksum));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>CVE-2026-43618 and others: block numbers that are negative, too large, or overflow in a run.</summary>
    [Theory]
    [InlineData("20ffffffff")]
    [InlineData("2005000000")]
    [InlineData("21040000000100")]
    [InlineData("21ffffff7fffff")]
    [InlineData("21000000000000")]
    [InlineData("c00000")]
    [InlineData("85")]
    [InlineData("22")]
    public void A_block_that_the_basis_does_not_have_is_refused(string tokens)
    {
        var reader = new CompressedTokenReader(Reader(Convert.FromHexString(tokens)), source => new Lz4Unpacking(source));

        Assert.Throws<ProtocolException>(() => reader.Next(blocks: 5, out _, out _));
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(int.MinValue)]
    public void A_plain_token_beyond_the_basis_is_refused(int token) =>
        Assert.Throws<ProtocolException>(() => new PlainTokenReader(Reader(BitConverter.GetBytes(token))).Next(blocks: 5, out _, out _));

    /// <summary>CVE-2026-70458: a hard link in a session without them.</summary>
    [Fact]
    public void Flags_that_were_not_agreed_are_refused() =>
        Assert.Throws<ProtocolException>(() => Lists([0x82, 0x00, 1, (byte)'a'], new ListShape()).ReadList(0));

    [Theory]
    [InlineData("040161fcffffffffffffffff00000000a4810000")]
    [InlineData("04016100010065257d93a4010000")]
    [InlineData("2401010000")]
    [InlineData("0400")]
    public void An_entry_that_contradicts_itself_is_refused(string list) =>
        Assert.Throws<ProtocolException>(() => Lists(Convert.FromHexString(list), new ListShape()).ReadList(0));

    [Fact]
    public void Lists_take_no_more_memory_than_they_may()
    {
        var stream = new MemoryStream();
        var writer = new RsyncWriter(stream) { Dialect = Modern };
        var lists = new ListWriter(writer, new ListShape(), names: null);
        for (int i = 0; i < 100; i++)
        {
            lists.Write(new FileEntry { Name = [(byte)'a', (byte)(i + 128)], Mode = EntryMode.Regular }, listStart: 0);
        }

        writer.Flush();
        var reader = new ListReader(Reader(stream.ToArray()), new ListShape(), Ids, Ids, new ListBudget(limit: 10_000));

        Assert.Equal(RsyncExit.Memory, Assert.Throws<RsyncException>(() => reader.ReadList(0)).Exit);
    }

    /// <summary>Frames: unknown kinds, control frames without bound, and thousands of them between two bytes.</summary>
    [Fact]
    public void Frames_are_bounded_and_a_flood_of_them_takes_no_stack()
    {
        Assert.Throws<ProtocolException>(() => Framed([0, 0, 0, 200]).ReadByte());
        Assert.Throws<ProtocolException>(() => Framed([0xff, 0xff, 0xff, 9]).ReadByte());

        byte[] flood = [.. Enumerable.Repeat<byte[]>([0, 0, 0, 49], 200_000).SelectMany(frame => frame), 1, 0, 0, 7, 42];
        Assert.Equal(42, Framed(flood).ReadByte());
    }

    [Fact]
    public void Counts_of_deletions_are_bounded() =>
        Assert.Throws<ProtocolException>(() => DeletionCounts.Read(Reader([0xf0, 0xff, 0xff, 0xff, 0x7f])));

    [Fact]
    public void A_list_of_algorithms_is_bounded() =>
        Assert.Throws<ProtocolException>(() => Negotiation.ReadList(Reader([0x81, 0x00, .. new byte[256]]), "list"));

    private static readonly Dialect Modern = new(32, CompatFlags.VariableFlags);

    private static RsyncReader Reader(byte[] bytes) => new(new MemoryStream(bytes)) { Dialect = Modern };

    private static RsyncReader Framed(byte[] bytes)
    {
        RsyncReader reader = Reader(bytes);
        reader.OnMessage = (_, _) => { };
        reader.StartFrames();
        return reader;
    }

    private static ListReader Lists(byte[] bytes, ListShape shape) => new(Reader(bytes), shape, Ids, Ids, new ListBudget(1 << 20));
}
