using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// The signature of what the target has for a change's content: of the part that is staged where the <see cref="StageOffer"/> names the
/// change as partial, else of what stands at its path. One for each change that wants one, in any order.
/// <code>
/// | index: v | signature: the rest |
/// </code>
/// </summary>
/// <param name="Index">The change.</param>
/// <param name="Encoded">The signature's binary form; empty when there is nothing to build on, and the content has to be sent whole.</param>
public sealed record ContentSignature(int Index, ReadOnlyMemory<byte> Encoded)
{
    /// <summary>
    /// Most signatures that may be under way: sent, and their content neither begun nor skipped. The client has room for so many, so that it never stops
    /// reading; a signature more is an error.
    /// </summary>
    public const int MaxUnderWay = 8;

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Index);
        writer.Write(Encoded.Span);
    }

    /// <summary>Reads the message.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="changeCount">Number of the run's changes: the index is below it.</param>
    public static ContentSignature Decode(ReadOnlySpan<byte> message, int changeCount)
    {
        var reader = new ByteReader(message);
        int index = reader.ReadInt32("signature's change", WireLimits.MaxItems);
        return index < changeCount
            ? new ContentSignature(index, reader.ReadRest().ToArray())
            : throw new ProtocolException($"signature's change is {index}, the last is {changeCount - 1}");
    }
}
