using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// The answer to a <see cref="ProbeRequest"/> with a key, a message of type <see cref="MessageType.ProbeReply"/>.
/// <code>
/// | count: v | count times: seal: 16 |
/// </code>
/// </summary>
/// <param name="Seals">For each path that was asked for, in that order; none where no file or link stands that can be read.</param>
public sealed record SealReply(IReadOnlyList<ContentSeal> Seals)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Seals.Count);
        for (int i = 0; i < Seals.Count; i++)
        {
            writer.WriteSeal(Seals[i]);
        }
    }

    /// <summary>Reads the message.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="asked">How many paths were asked for.</param>
    public static SealReply Decode(ReadOnlySpan<byte> message, int asked)
    {
        var reader = new ByteReader(message);
        var seals = new ContentSeal[reader.ReadCount("seals", asked, ContentSeal.Length)];
        if (seals.Length != asked)
        {
            throw new ProtocolException($"seals are {seals.Length}, asked for were {asked}");
        }

        for (int i = 0; i < seals.Length; i++)
        {
            seals[i] = reader.ReadSeal("seal");
        }

        reader.ExpectEnd("seal reply");
        return new SealReply(seals);
    }
}
