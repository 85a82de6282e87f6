using System.Buffers;
using CsCheck;
using Lockstep.Native.Terminals;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Wire;

public sealed class FrameTests
{
    [Theory]
    [InlineData(MessageType.Hello, "0100")]
    [InlineData(MessageType.Open, "0200")]
    [InlineData(MessageType.TargetState, "0300")]
    [InlineData(MessageType.Probe, "0400")]
    [InlineData(MessageType.ProbeReply, "0500")]
    [InlineData(MessageType.Begin, "0600")]
    [InlineData(MessageType.StageOffer, "0700")]
    [InlineData(MessageType.Signature, "0800")]
    [InlineData(MessageType.Pack, "0A00")]
    [InlineData(MessageType.CommitReport, "0C00")]
    [InlineData(MessageType.Command, "0D00")]
    [InlineData(MessageType.Output, "0E00")]
    [InlineData(MessageType.Signal, "0F00")]
    [InlineData(MessageType.CommandResult, "1000")]
    [InlineData(MessageType.Failure, "1200")]
    [InlineData(MessageType.Input, "1A00")]
    [InlineData(MessageType.InputEnd, "1B00")]
    [InlineData(MessageType.InputTaken, "1C00")]
    [InlineData(MessageType.WindowSize, "1D00")]
    public void A_frame_has_the_documented_bytes(MessageType type, string head) =>
        Assert.Equal(head + "03000000" + "AABBCC", Hex(writer => FrameWriter.Write(writer, type, [0xaa, 0xbb, 0xcc])));

    [Theory]
    [InlineData(MessageType.SignaturesEnd, "0900")]
    [InlineData(MessageType.Commit, "0B00")]
    [InlineData(MessageType.Ping, "1100")]
    [InlineData(MessageType.Goodbye, "1300")]
    public void A_message_without_content_is_a_header(MessageType type, string head) =>
        Assert.Equal(head + "00000000", Hex(writer => FrameWriter.Write(writer, type)));

    [Fact]
    public void A_compressed_frame_tells_both_lengths() =>
        Assert.Equal("060302010000" + "00040000", Hex(writer => FrameWriter.WriteCompressedHeader(writer, MessageType.Begin, 0x102, 0x400, hasMore: true)));

    [Fact]
    public void A_streamed_pack_tells_where_its_stream_starts()
    {
        Assert.Equal("0A0505000000" + "04000000", Hex(writer => FrameWriter.WriteStreamedHeader(writer, MessageType.Pack, 5, 4, startsStream: true)));
        Assert.Equal("0A0105000000" + "04000000", Hex(writer => FrameWriter.WriteStreamedHeader(writer, MessageType.Pack, 5, 4, startsStream: false)));
    }

    [Fact]
    public void Frames_are_read_back_however_they_arrive() =>
        Gen.Select(Gen.Byte.Array[1, 60].Array[1, 4], Gen.Int[1, 20], Gen.Bool).Sample((payloads, chunk, hasMore) =>
        {
            var written = new ArrayBufferWriter<byte>();
            foreach (byte[] payload in payloads)
            {
                FrameWriter.Write(written, MessageType.Begin, payload, hasMore);
            }

            ReadOnlySequence<byte> received = Chunked.Sequence(written.WrittenSpan.ToArray(), chunk);
            foreach (byte[] payload in payloads)
            {
                Assert.True(FrameReader.TryRead(ref received, Senders.Client, out Frame frame));
                Assert.Equal((MessageType.Begin, hasMore, false, payload.Length), (frame.Type, frame.HasMore, frame.IsCompressed, frame.ExpandedLength));
                Assert.Equal(payload, frame.Payload.ToArray());
            }

            Assert.True(received.IsEmpty);
        });

    [Theory]
    [InlineData("0600030000000A0B0C")]
    [InlineData("06010200000005000000AABB")]
    public void A_frame_is_waited_for_until_its_last_byte(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        for (int length = 0; length < bytes.Length; length++)
        {
            var received = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.False(FrameReader.TryRead(ref received, Senders.Client, out _));
            Assert.Equal(length, received.Length);
        }

        var whole = new ReadOnlySequence<byte>(bytes);
        Assert.True(FrameReader.TryRead(ref whole, Senders.Client, out _));
    }

    [Theory]
    [InlineData(Senders.Client, "000000000000", "message type 0 is not one of this protocol")]
    [InlineData(Senders.Client, "630000000000", "message type 99 is not one of this protocol")]
    [InlineData(Senders.Agent, "020000000000", "Open is not for the Agent to send")]
    [InlineData(Senders.Client, "0C0000000000", "CommitReport is not for the Client to send")]
    [InlineData(Senders.Client, "010100000000", "Hello has flags 0x01, it may have 0x00")]
    [InlineData(Senders.Client, "020200000000", "Open has flags 0x02, it may have 0x00")]
    [InlineData(Senders.Client, "0A0200000000", "Pack has flags 0x02, it may have 0x01")]
    [InlineData(Senders.Client, "0A0400000000", "Pack has flags 0x04, it may have 0x01")]
    [InlineData(Senders.Client, "060800000000", "Begin has flags 0x08, it may have 0x03")]
    [InlineData(Senders.Client, "060500000000", "Begin has flags 0x05, it may have 0x03")]
    [InlineData(Senders.Client, "060001004000", "Begin has 4194305 bytes of payload, the most is 4194304")]
    [InlineData(Senders.Client, "0600FFFFFFFF", "Begin has 4294967295 bytes of payload, the most is 4194304")]
    [InlineData(Senders.Client, "0A0000001500", "Pack has 1376256 bytes of payload, the most is 1310755")]
    [InlineData(Senders.Client, "0B0001000000", "Commit has 1 bytes of payload, the most is 0")]
    [InlineData(Senders.Agent, "120001000100", "Failure has 65537 bytes of payload, the most is 65536")]
    [InlineData(Senders.Client, "060100000000", "Begin has flags 0x01 and 0 bytes, the least is 1")]
    [InlineData(Senders.Client, "060200000000", "Begin has flags 0x02 and 0 bytes, the least is 1")]
    [InlineData(Senders.Client, "06010100000001004000", "Begin has 4194305 bytes of expanded payload, the most is 4194304")]
    [InlineData(Senders.Client, "06010500000005000000", "Begin expands from 5 to 5 bytes")]
    [InlineData(Senders.Client, "0A010500000024001400", "Pack has 1310756 bytes of expanded payload, the most is 1310755")]
    public void A_wrong_header_is_rejected_before_its_payload_is_waited_for(Senders sender, string hex, string message)
    {
        var received = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Rejection.Of(message, () => FrameReader.TryRead(ref received, sender, out _));
    }

    private static string Hex(Action<IBufferWriter<byte>> write) => Convert.ToHexString(SampleMessages.Bytes(write));
}
