namespace Lockstep.Tree;

/// <summary>
/// The binary form of a snapshot, as it crosses the wire and stands in state files. Integers are <see cref="VarInt"/>s.
/// <code>
/// snapshot   version:byte  flags:byte  root          flags: 1 = entries carry stamps, 2 = lists carry digests
/// root       0                                       no root
///          | head:byte  mode  modified  [stamp]  [list]
/// list       count  [digest:byte * 16]  entry * count  list * (entries with <see cref="HasChildren"/>, in order)
/// entry      head:byte  shared  length  name:byte * length  [mode]  [size]  modified  [hash:byte * 16]  [stamp]
/// head       bits 0-2 type, then <see cref="HasHash"/>, <see cref="HasMode"/>, <see cref="HasChildren"/>
/// stamp      inode  changed
/// </code>
/// A name is the first <c>shared</c> bytes of the name before it in its list and <c>length</c> bytes more. <c>mode</c> is left out where it
/// is that of the entry before it (of the whole form); <c>size</c> where there is no content. <c>modified</c>, <c>inode</c> and
/// <c>changed</c> are zigzag differences to those of the entry before it. Digests are for files of our own, so that they need not be computed when one is read; what a peer
/// sends has none.
/// </summary>
internal static class SnapshotFormat
{
    public const byte Version = 1;

    public const byte HasStamps = 1;

    public const byte HasDigests = 2;

    public const byte TypeMask = 0x07;

    public const byte HasHash = 0x08;

    public const byte HasMode = 0x10;

    public const byte HasChildren = 0x20;

    public const ushort MaxMode = 0xfff;

    /// <summary>Most bytes an entry takes: head, lengths, name, mode, size, times, hash and stamp.</summary>
    public const int MaxEntryLength = 1 + (2 * 2) + RelativePath.MaxNameLength + 2 + (4 * VarInt.MaxLength) + ContentHash.Length;

    /// <summary>Fewest bytes an entry takes: head, lengths, one byte of name, time.</summary>
    public const int MinEntryLength = 5;
}
