namespace Lockstep.Wire;

/// <summary>One part of a message.</summary>
/// <param name="Bytes">The part: a frame's payload before compression.</param>
/// <param name="HasMore">Whether another part follows.</param>
public readonly record struct MessagePart(ReadOnlyMemory<byte> Bytes, bool HasMore);

/// <summary>
/// Cuts a message that may be longer than a frame into parts, so that no large frame has to be held by either end and urgent messages
/// pass between them. <see cref="MessageAssembler"/> is the inverse.
/// </summary>
public static class MessageParts
{
    /// <summary>The parts of an encoded message, in order; a single one for a short message, an empty one for an empty message.</summary>
    public static IEnumerable<MessagePart> Of(ReadOnlyMemory<byte> message)
    {
        while (message.Length > WireLimits.PartLength)
        {
            yield return new MessagePart(message[..WireLimits.PartLength], HasMore: true);
            message = message[WireLimits.PartLength..];
        }

        yield return new MessagePart(message, HasMore: false);
    }
}
