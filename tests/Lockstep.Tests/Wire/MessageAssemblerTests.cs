using CsCheck;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Wire;

public sealed class MessageAssemblerTests
{
    [Fact]
    public void Parts_give_the_message_they_were_cut_from() => Gen.Int[0, 4 * WireLimits.PartLength].Sample(
        length =>
        {
            var message = new byte[length];
            new Random(length).NextBytes(message);
            var assembler = new MessageAssembler();
            MessagePart[] parts = [.. MessageParts.Of(message)];
            Assert.All(parts[..^1], part => Assert.False(assembler.TryComplete(MessageType.TargetState, part.HasMore, part.Bytes.Span, out _)));
            Assert.True(assembler.TryComplete(MessageType.TargetState, parts[^1].HasMore, parts[^1].Bytes.Span, out ReadOnlySpan<byte> whole));
            Assert.True(whole.SequenceEqual(message));
            Assert.False(assembler.IsUnderway);
        },
        iter: 20);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(WireLimits.PartLength, 1)]
    [InlineData(WireLimits.PartLength + 1, 2)]
    public void A_message_is_cut_only_where_it_is_too_long(int length, int parts) => Assert.Equal(parts, MessageParts.Of(new byte[length]).Count());

    [Theory]
    [InlineData(MessageType.Ping)]
    [InlineData(MessageType.Failure)]
    public void Urgent_messages_pass_between_the_parts_of_another(MessageType urgent)
    {
        var assembler = new MessageAssembler();
        Assert.False(assembler.TryComplete(MessageType.TargetState, hasMore: true, "ab"u8, out _));
        Assert.True(assembler.TryComplete(urgent, hasMore: false, "!"u8, out ReadOnlySpan<byte> message));
        Assert.True(message.SequenceEqual("!"u8));
        Assert.True(assembler.TryComplete(MessageType.TargetState, hasMore: false, "c"u8, out message));
        Assert.True(message.SequenceEqual("abc"u8));
    }

    [Fact]
    public void Another_message_between_the_parts_is_rejected()
    {
        var assembler = new MessageAssembler();
        assembler.TryComplete(MessageType.TargetState, hasMore: true, "ab"u8, out _);
        Rejection.Of("Output stands between the parts of TargetState", () => assembler.TryComplete(MessageType.Output, hasMore: false, "x"u8, out _));
    }

    [Fact]
    public void Parts_over_the_limit_are_rejected_before_room_is_made_for_them()
    {
        var assembler = new MessageAssembler();
        var part = new byte[WireLimits.MaxPayload];
        for (int length = 0; length < WireLimits.MaxSignatureMessage; length += part.Length)
        {
            Assert.False(assembler.TryComplete(MessageType.Signature, hasMore: true, part, out _));
        }

        Rejection.Of(
            $"Signature has more than {WireLimits.MaxSignatureMessage} bytes, the most is {WireLimits.MaxSignatureMessage}",
            () => assembler.TryComplete(MessageType.Signature, hasMore: true, "x"u8, out _));
    }
}
