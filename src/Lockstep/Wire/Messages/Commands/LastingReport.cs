using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>What was done about the lasting command that stood on the target when another request about one came.</summary>
public enum LastingFate : byte
{
    /// <summary>There was none that ran.</summary>
    None = 0,

    /// <summary>It is the one that was asked for, and goes on.</summary>
    GoesOn = 1,

    /// <summary>It was ended.</summary>
    Ended = 2,
}

/// <summary>
/// What a request for a lasting command has met. Comes once for each, before any of its output.
/// <code>
/// | fate: 1 | state, unless there was none |
/// </code>
/// </summary>
/// <param name="Fate">What became of the one that stood there.</param>
/// <param name="State">The one that stood there, as it was found; null where none ran.</param>
public sealed record LastingReport(LastingFate Fate, LastingState? State)
{
    /// <summary>None ran.</summary>
    public static LastingReport Nothing { get; } = new(LastingFate.None, State: null);

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteByte((byte)Fate);
        State?.Write(writer);
    }

    /// <summary>Reads the message.</summary>
    public static LastingReport Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        byte fate = reader.ReadByte("lasting command's fate");
        if (fate > (byte)LastingFate.Ended)
        {
            throw new ProtocolException($"lasting command's fate is {fate}, the most is {(byte)LastingFate.Ended}");
        }

        LastingReport report = fate == (byte)LastingFate.None ? Nothing : new LastingReport((LastingFate)fate, LastingState.Read(ref reader));
        reader.ExpectEnd("lasting report");
        return report;
    }
}
