using System.Buffers;
using System.Buffers.Binary;
using CsCheck;
using Lockstep.Delta;
using Xunit;

namespace Lockstep.Tests.Delta;

public sealed class SignatureFormatTests
{
    private static readonly Gen<Signature> AnySignature =
        Gen.Select(Gen.Byte.Array[0, 3000], Gen.Int[1, 400]).Select((file, blockLength) => RecordedDelta.Sign(file, blockLength));

    [Fact]
    public void The_bytes_are_the_documented_ones()
    {
        var signature = new Signature(blockLength: 4, fileLength: 7, [0x11223344, 0x55667788], [0x0102030405060708, 0x090A0B0C0D0E0F10]);
        var expected = "04000000" + "0700000000000000"
            + "44332211" + "0807060504030201"
            + "88776655" + "100F0E0D0C0B0A09";
        Assert.Equal(expected, Convert.ToHexString(Encode(signature)));
    }

    [Fact]
    public void Decoding_gives_the_signature_that_was_encoded() => AnySignature.Sample(signature =>
    {
        var encoded = Encode(signature);
        Assert.Equal(SignatureFormat.SizeOf(signature), encoded.Length);
        SignatureTests.AssertEqual(signature, SignatureFormat.Decode(encoded));
    });

    [Fact]
    public void A_signature_may_arrive_in_slices_of_any_size() =>
        Gen.Select(AnySignature, Gen.Int[1, 50].Array[1, 5]).Sample((signature, slices) =>
        {
            var decoder = new SignatureDecoder();
            var rest = Encode(signature).AsSpan();
            for (var i = 0; !rest.IsEmpty; i++)
            {
                Assert.False(decoder.IsComplete);
                var length = Math.Min(rest.Length, slices[i % slices.Length]);
                decoder.Append(rest[..length]);
                rest = rest[length..];
            }

            Assert.True(decoder.IsComplete);
            SignatureTests.AssertEqual(signature, decoder.Build());
        });

    [Fact]
    public void A_signature_of_many_pieces_survives()
    {
        var signature = RecordedDelta.Sign(RecordedDelta.RandomBytes(50_000, seed: 1), blockLength: 9);
        SignatureTests.AssertEqual(signature, SignatureFormat.Decode(Encode(signature)));
    }

    [Theory]
    [InlineData(1, BlockLength.MaximumCount)]
    [InlineData(BlockLength.Maximum, 0)]
    [InlineData(BlockLength.Maximum, BlockLength.MaximumFileLength)]
    public void A_header_at_the_bounds_is_accepted(uint blockLength, long fileLength)
    {
        var decoder = new SignatureDecoder();
        decoder.Append(Header(blockLength, (ulong)fileLength));
        Assert.Equal(fileLength == 0, decoder.IsComplete);
    }

    [Theory]
    [InlineData(0, 0, "block length 0, allowed are 1 to 4194304")]
    [InlineData(0, 1, "block length 0, allowed are 1 to 4194304")]
    [InlineData(BlockLength.Maximum + 1, 1, "block length 4194305")]
    [InlineData(uint.MaxValue, 1, "block length 4294967295")]
    [InlineData(1, BlockLength.MaximumCount + 1, "file length 1048577, at most 1048576 with blocks of 1")]
    [InlineData(BlockLength.Maximum, BlockLength.MaximumFileLength + 1, "file length 4398046511105")]
    [InlineData(1, ulong.MaxValue, "file length 18446744073709551615")]
    public void A_header_out_of_bounds_is_refused_before_memory_is_taken(uint blockLength, ulong fileLength, string cause)
    {
        var header = Header(blockLength, fileLength);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ProtocolException>(() => new SignatureDecoder().Append(header));
        Assert.Contains(cause, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void Every_cut_of_a_signature_is_refused()
    {
        var encoded = Encode(RecordedDelta.Sign(new byte[100], blockLength: 30));
        for (var length = 0; length < encoded.Length; length++)
        {
            Assert.Throws<ProtocolException>(() => SignatureFormat.Decode(encoded.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Bytes_after_the_last_block_are_refused()
    {
        var encoded = Encode(RecordedDelta.Sign(new byte[100], blockLength: 30));
        Assert.Throws<ProtocolException>(() => SignatureFormat.Decode([.. encoded, 0]));
    }

    [Fact]
    public void A_mutated_signature_is_a_signature_or_refused_and_still_gives_a_right_delta() =>
        Gen.Select(AnySignature, Gen.Select(Gen.Int[0, 40], Gen.Byte).Array[1, 4]).Sample((signature, mutations) =>
        {
            var encoded = Encode(signature);
            foreach (var (place, value) in mutations)
            {
                encoded[place % encoded.Length] = value;
            }

            if (TryDecode(encoded) is { } mutated)
            {
                var target = RecordedDelta.RandomBytes(2000, seed: 1);
                var delta = RecordedDelta.From(mutated, target);
                Assert.Equal(target.Length, delta.Operations.Sum(operation => operation.Length));
            }
        });

    [Fact]
    public void Any_bytes_at_all_are_a_signature_or_refused() =>
        Gen.Byte.Array[0, 100].Sample(bytes => TryDecode(bytes) is null or { BlockCount: >= 0 });

    private static Signature? TryDecode(byte[] encoded)
    {
        try
        {
            return SignatureFormat.Decode(encoded);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static byte[] Encode(Signature signature)
    {
        var writer = new ArrayBufferWriter<byte>();
        SignatureFormat.Encode(signature, writer);
        return writer.WrittenSpan.ToArray();
    }

    private static byte[] Header(uint blockLength, ulong fileLength)
    {
        var header = new byte[SignatureFormat.HeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(header, blockLength);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(sizeof(uint)), fileLength);
        return header;
    }
}
