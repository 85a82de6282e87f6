using System.Buffers;
using System.Text;
using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class SnapshotFormatTests
{
    [Fact]
    public void What_is_encoded_is_decoded() => TreeGen.Tree.Sample(tree =>
        Flat(SnapshotDecoder.Decode(Encode(tree))).SequenceEqual(Flat(tree)) && SnapshotDecoder.Decode(Encode(tree)).Digest == tree.Digest);

    [Fact]
    public void Unknown_contents_stay_unknown()
    {
        Snapshot tree = TreeText.WithoutContents(TreeText.Of("a/x=1", "b -> c"));

        Assert.Equal(Flat(tree), Flat(SnapshotDecoder.Decode(Encode(tree))));
    }

    [Fact]
    public void An_absent_root_stays_absent() => Assert.False(SnapshotDecoder.Decode(Encode(Snapshot.Absent)).Root.Exists);

    [Fact]
    public void Stamps_are_kept_on_demand()
    {
        var stamp = new FileStamp(ulong.MaxValue, long.MinValue);
        Snapshot tree = new(TreeText.Directory, TreeText.Of("a=1").Entries, new FileStamp(1, 2));
        tree = tree.With([new(RelativePath.Parse("b"), TreeText.File("2"), stamp)]);

        Snapshot with = SnapshotDecoder.Decode(Encode(tree, withStamps: true));
        Snapshot without = SnapshotDecoder.Decode(Encode(tree));

        Assert.Equal(new FileStamp(1, 2), with.RootStamp);
        with.Find(RelativePath.Parse("b"), out FileStamp found);
        Assert.Equal(stamp, found);
        Assert.Equal(default, without.RootStamp);
        Assert.False(without.Entries.HasStamps);
    }

    [Fact]
    public void Digests_are_kept_in_files_of_our_own() => TreeGen.Tree.Sample(tree =>
    {
        byte[] own = Encode(tree, withStamps: true, withDigests: true);
        Snapshot decoded = SnapshotDecoder.Decode(own, isOwn: true);
        return Flat(decoded).SequenceEqual(Flat(tree)) && decoded.Digest == tree.Digest;
    });

    [Fact]
    public void Digests_of_a_peer_are_not_believed()
    {
        byte[] own = Encode(TreeText.Of("a/x=1"), withDigests: true);

        Assert.Equal("snapshot flags is 2, the most is 1", Assert.Throws<ProtocolException>(() => SnapshotDecoder.Decode(own)).Message);
    }

    [Fact]
    public void Extreme_values_are_kept()
    {
        Snapshot tree = TreeText.Of("a=1", "b=2", new string('n', 255) + "=3").With(
        [
            new(RelativePath.Parse("a"), new Entry(EntryType.File, 0xfff, long.MaxValue, long.MinValue, ContentHash.Unknown)),
            new(RelativePath.Parse("b"), new Entry(EntryType.Special, 0, 0, long.MaxValue, ContentHash.Unknown)),
        ]);

        Assert.Equal(Flat(tree), Flat(SnapshotDecoder.Decode(Encode(tree))));
    }

    [Fact]
    public void The_longest_path_is_kept()
    {
        string path = string.Concat(Enumerable.Repeat("d/", (RelativePath.MaxLength - 1) / 2)) + "f";
        Snapshot tree = TreeText.Of(path + "=1");

        Assert.Equal(TreeText.File("1"), SnapshotDecoder.Decode(Encode(tree)).Find(RelativePath.Parse(path)));
    }

    [Fact]
    public void A_short_form_is_as_drawn()
    {
        Snapshot tree = TreeText.WithoutContents(TreeText.Of("ab/ @1", "ab/x=1 @1", "abc=22 @1"));

        // Version and flags; root; two entries, the directory and the file that shares its name's beginning; the directory's list.
        const string Expected = "01 00" + "32 ED03 00" + "02" + "22 00 02 6162 80A8D6B907" + "11 02 01 63 A403 02 00" + "01" + "01 00 01 78 01 00";
        Assert.Equal(Expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(Encode(tree)));
    }

    [Theory]
    [InlineData("snapshot version takes 1 bytes, 0 are left", "")]
    [InlineData("snapshot version is 2, this program reads 1", "02 00 00")]
    [InlineData("snapshot flags is 2, the most is 1", "01 02 00")]
    [InlineData("root head takes 1 bytes, 0 are left", "01 00")]
    [InlineData("root head is 0x11, which is no directory's", "01 00 11 00 00")]
    [InlineData("root head is 0x02, which is no directory's", "01 00 02 00")]
    [InlineData("snapshot is followed by 1 bytes that do not belong to it", "01 00 00 00")]
    [InlineData("mode is 4096, the most is 4095", "01 00 12 8020 00")]
    [InlineData("entries of a directory is 0 where there must be some", "01 00 32 00 00 00")]
    [InlineData("entries of a directory is 3, the most that 12 bytes can hold is 2", "01 00 32 00 00 03 02 00 01 61 00 02 00 01 62 00 02 00")]
    [InlineData("entries of a directory is 4194305, the most is 4194304", "01 00 32 00 00 81808002")]
    [InlineData("entry head is 0x00, which no entry has", "01 00 32 00 00 01 00 00 01 61 00")]
    [InlineData("entry head is 0x05, which no entry has", "01 00 32 00 00 01 05 00 01 61 00")]
    [InlineData("entry head is 0x42, which no entry has", "01 00 32 00 00 01 42 00 01 61 00")]
    [InlineData("entry head is 0x21, which no entry has", "01 00 32 00 00 01 21 00 01 61 00 00")]
    [InlineData("entry head is 0x0a, which no entry has", "01 00 32 00 00 01 0A 00 01 61 00")]
    [InlineData("shared length of a name is 1, the most is 0", "01 00 32 00 00 01 02 01 01 61 00")]
    [InlineData("shared length of a name is 2, the most is 1", "01 00 32 00 00 02 02 00 01 61 00 02 02 01 62 00")]
    [InlineData("name takes 9 bytes, 2 are left", "01 00 32 00 00 01 02 00 09 61 00")]
    [InlineData("name is 256, the most is 255", "01 00 32 00 00 01 02 00 8002 61 00")]
    [InlineData("name '' cannot stand in a path", "01 00 32 00 00 01 02 00 00 00 00")]
    [InlineData("name '.' cannot stand in a path", "01 00 32 00 00 01 02 00 01 2E 00")]
    [InlineData("name '..' cannot stand in a path", "01 00 32 00 00 01 02 00 02 2E2E 00")]
    [InlineData("name 'a/b' cannot stand in a path", "01 00 32 00 00 01 02 00 03 612F62 00")]
    [InlineData("name 'a\\x00' cannot stand in a path", "01 00 32 00 00 01 02 00 02 6100 00")]
    [InlineData("name 'a' is out of order after 'b'", "01 00 32 00 00 02 02 00 01 62 00 02 00 01 61 00")]
    [InlineData("name 'a' is out of order after 'a'", "01 00 32 00 00 02 02 00 01 61 00 02 01 00 00 00")]
    [InlineData("size is 9223372036854775808, the most is 9223372036854775807", "01 00 32 00 00 01 01 00 01 61 80808080808080808001 00")]
    [InlineData("content hash is zero where it must be known", "01 00 32 00 00 01 09 00 01 61 01 00 00000000000000000000000000000000")]
    public void Malformed_forms_are_rejected(string message, string hex) => Assert.Equal(
        message,
        Assert.Throws<ProtocolException>(() => SnapshotDecoder.Decode(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)))).Message);

    [Fact]
    public void A_path_that_grows_too_long_is_rejected()
    {
        // Sixteen directories of 255 bytes make a path of 4095; the seventeenth name is one too many.
        byte[] name = Encoding.ASCII.GetBytes(new string('d', RelativePath.MaxNameLength));
        var writer = new ArrayBufferWriter<byte>();
        writer.Write<byte>([1, 0, 0x32, 0, 0]);
        for (int i = 0; i < 17; i++)
        {
            writer.Write<byte>([1, i < 16 ? (byte)0x22 : (byte)0x02, 0]);
            writer.WriteSized(name);
            writer.WriteByte(0);
        }

        Assert.Equal(
            "path is 4351 bytes long, the most is 4095",
            Assert.Throws<ProtocolException>(() => SnapshotDecoder.Decode(writer.WrittenSpan)).Message);
    }

    [Fact]
    public void Damaged_forms_give_a_tree_or_a_protocol_error_and_nothing_else() =>
        Gen.Select(TreeGen.Tree, Gen.Bool, Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 3]).Sample((tree, withStamps, position, value, damage) =>
        {
            byte[] whole = Encode(tree, withStamps);
            position %= whole.Length;
            byte[] damaged = damage switch
            {
                0 => [.. whole[..position], value, .. whole[(position + 1)..]],
                1 => whole[..position],
                2 => [.. whole[..position], .. whole[(position + 1)..]],
                _ => [.. whole[..position], value, .. whole[position..]],
            };
            try
            {
                Snapshot decoded = SnapshotDecoder.Decode(damaged);
                return Flat(SnapshotDecoder.Decode(Encode(decoded))).SequenceEqual(Flat(decoded));
            }
            catch (ProtocolException)
            {
                return true;
            }
        });

    private static byte[] Encode(Snapshot snapshot, bool withStamps = false, bool withDigests = false)
    {
        var writer = new ArrayBufferWriter<byte>();
        SnapshotEncoder.Encode(snapshot, writer, withStamps, withDigests);
        return writer.WrittenSpan.ToArray();
    }

    private static SortedDictionary<RelativePath, Entry> Flat(Snapshot snapshot) => TreeText.Flatten(snapshot);
}
