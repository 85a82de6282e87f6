namespace Lockstep.Sessions.Contents;

/// <summary>A pack as it travels.</summary>
/// <param name="Bytes">The records, compressed or not.</param>
/// <param name="ExpandedLength">Bytes of the records; 0 when they are not compressed.</param>
/// <param name="StartsStream">Whether the decoder has to forget what came before.</param>
public readonly record struct EncodedPack(ReadOnlyMemory<byte> Bytes, int ExpandedLength = 0, bool StartsStream = false);
