using System.Buffers.Binary;

namespace Lockstep.Filters.Git;

/// <summary>Walks over the entries of a git index. A name is given as how much of the name before it stays, and what follows.</summary>
internal ref struct GitIndexEntries(ReadOnlySpan<byte> body, int version, int objectNameLength)
{
    private const int ModeOffset = 24;
    private const int StatLength = 40;
    private const int ExtendedFlag = 0x4000;
    private const int MaximumVarIntBytes = 5;

    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>Where the next entry begins.</summary>
    internal int Position { get; private set; }

    /// <summary>How many bytes of the previous name this one begins with; 0 except in version 4.</summary>
    internal int KeptPrefix { get; private set; }

    /// <summary>The name behind that prefix.</summary>
    internal ReadOnlySpan<byte> Suffix { get; private set; }

    /// <summary>The entry's fixed fields, as they stand in the file: stat fields, object name, flags.</summary>
    internal ReadOnlySpan<byte> Fields { get; private set; }

    /// <summary>What every entry takes at least: its fixed fields and, in all versions, two bytes.</summary>
    internal static uint MinimumLength(int objectNameLength) => (uint)(StatLength + objectNameLength + 2 + 2);

    /// <summary>Reads one entry and gives its mode.</summary>
    internal uint ReadNext(ReadOnlySpan<byte> previousName)
    {
        var start = Position;
        var rest = _body[start..];
        var nameOffset = StatLength + objectNameLength + 2;
        if (rest.Length < nameOffset + 2)
        {
            throw new InvalidDataException($"it ends within the entry at byte {start}");
        }

        var mode = BinaryPrimitives.ReadUInt32BigEndian(rest[ModeOffset..]);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(rest[(nameOffset - 2)..]);
        if ((flags & ExtendedFlag) != 0)
        {
            nameOffset += version >= 3
                ? 2
                : throw new InvalidDataException($"the entry at byte {start} has extended flags, which version 2 has not");
        }

        Fields = rest[..nameOffset];
        KeptPrefix = version == 4 ? previousName.Length - ReadVarInt(rest, ref nameOffset, previousName.Length) : 0;
        var length = rest[nameOffset..].IndexOf((byte)0);
        if (length < 0)
        {
            throw new InvalidDataException($"the name of the entry at byte {start} has no end");
        }

        Suffix = rest.Slice(nameOffset, length);
        var end = nameOffset + length + 1;
        Position = start + (version == 4 ? end : Math.Min((end + 7) & ~7, rest.Length));
        return mode;
    }

    /// <summary>
    /// Seven bits a byte, the highest first; each continuation adds one, so that no value has two forms. It says how many bytes to take off
    /// the end of the previous name.
    /// </summary>
    private static int ReadVarInt(ReadOnlySpan<byte> text, ref int offset, int maximum)
    {
        long value = -1;
        for (var i = 0; i < MaximumVarIntBytes && offset < text.Length; i++)
        {
            var next = text[offset++];
            value = (value + 1) << 7 | (long)(next & 0x7F);
            if ((next & 0x80) != 0)
            {
                continue;
            }

            return value <= maximum ? (int)value : throw new InvalidDataException($"a name drops {value} bytes of one that has {maximum}");
        }

        throw new InvalidDataException("a name's prefix length has no end");
    }
}
