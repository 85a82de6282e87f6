using Lockstep.Wire.Messages;

namespace Lockstep.Wire;

/// <summary>
/// Puts the parts of one direction's messages together again. Holds no more than the message's limit, and nothing at all for messages of one part.
/// <see cref="MessageType.Begin"/> is better given part by part to <see cref="RunRequestDecoder"/>, which keeps no encoded bytes.
/// </summary>
public sealed class MessageAssembler
{
    private byte[] _parts = [];
    private int _length;
    private MessageType _type;

    /// <summary>Whether a message has begun and not ended.</summary>
    public bool IsUnderway => _length > 0;

    /// <summary>Takes the payload of one frame, decompressed.</summary>
    /// <param name="type">The frame's type.</param>
    /// <param name="hasMore">The frame's flag.</param>
    /// <param name="payload">The part.</param>
    /// <param name="message">The whole message when the result is true; good until the next call.</param>
    /// <returns>Whether a message is whole.</returns>
    /// <exception cref="ProtocolException">The parts are more than the message may have, or another message stands between them.</exception>
    public bool TryComplete(MessageType type, bool hasMore, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> message)
    {
        message = payload;
        if (MessageRule.IsUrgent(type) || (!IsUnderway && !hasMore))
        {
            return true;
        }

        if (IsUnderway && type != _type)
        {
            throw new ProtocolException($"{type} stands between the parts of {_type}");
        }

        _type = type;
        Append(payload);
        if (hasMore)
        {
            message = default;
            return false;
        }

        message = _parts.AsSpan(0, _length);
        (_parts, _length) = ([], 0);
        return true;
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        int maximum = MessageRule.Of(_type).MaxMessage;
        if (part.Length > maximum - _length)
        {
            throw new ProtocolException($"{_type} has more than {_length} bytes, the most is {maximum}");
        }

        if (_parts.Length - _length < part.Length)
        {
            Array.Resize(ref _parts, (int)Math.Min(maximum, Math.Max(2L * _parts.Length, _length + part.Length)));
        }

        part.CopyTo(_parts.AsSpan(_length));
        _length += part.Length;
    }
}
