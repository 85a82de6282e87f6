using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// How large a terminal is; also the message that says so of a running command's.
/// <code>
/// | columns: v | rows: v |
/// </code>
/// </summary>
/// <param name="Columns">Characters of a line, up to 65,535; 0 where it is not known.</param>
/// <param name="Rows">Lines, up to 65,535; 0 where it is not known.</param>
public readonly record struct WindowSize(ushort Columns, ushort Rows)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Columns);
        writer.WriteInt64(Rows);
    }

    /// <summary>Reads the message.</summary>
    public static WindowSize Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        WindowSize size = Read(ref reader);
        reader.ExpectEnd("window size");
        return size;
    }

    internal static WindowSize Read(ref ByteReader reader) =>
        new((ushort)reader.ReadInt32("columns", ushort.MaxValue), (ushort)reader.ReadInt32("rows", ushort.MaxValue));
}
