using CsCheck;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions;

/// <summary>What one edit of a tree does.</summary>
internal enum EditKind
{
    Write,
    Change,
    Link,
    MakeDirectory,
    Remove,
    Move,
    Swap,
    Copy,
    SetMode,
    Touch,
}

/// <summary>One random edit of a tree. The numbers choose: a standing entry, a path, and what is done there.</summary>
internal sealed record TreeEdit(EditKind Kind, int Standing, RelativePath Path, int Value)
{
    /// <summary>Around the limits: of deltas (64 KiB, together 160 KiB), of a record (256 KiB), of a pack (1 MiB).</summary>
    private static readonly int[] Lengths =
        [0, 1, 7, 300, 300, 5_000, 5_000, 65_535, 65_536, 65_537, 100_000, 262_143, 262_144, 262_145, 300_000, 1_100_000];

    private static readonly int[] FileModes = [0x1a4, 0x1ed, 0x180, 0x124, 0x9ed];

    private static readonly int[] DirectoryModes = [0x1ed, 0x1c0, 0x3ff, 0x5ed];

    private static readonly byte[][] Names = ["a"u8.ToArray(), "b"u8.ToArray(), "c d"u8.ToArray(), [0xff, (byte)'\n']];

    /// <summary>Any path of up to three of the few names.</summary>
    public static readonly Gen<RelativePath> AnyPath =
        Gen.Int[0, Names.Length - 1].Array[1, 3].Select(names => names.Aggregate(RelativePath.Root, (path, name) => path.Append(Names[name])));

    private static readonly Gen<EditKind> AnyKind = Gen.Int[0, 19].Select(number => number switch
    {
        <= 5 => EditKind.Write,
        <= 7 => EditKind.Change,
        8 => EditKind.Link,
        9 => EditKind.MakeDirectory,
        <= 11 => EditKind.Remove,
        <= 14 => EditKind.Move,
        15 => EditKind.Swap,
        <= 17 => EditKind.Copy,
        18 => EditKind.SetMode,
        _ => EditKind.Touch,
    });

    /// <summary>Any edit.</summary>
    public static readonly Gen<TreeEdit> Any =
        Gen.Select(AnyKind, Gen.Int[0, 1000], AnyPath, Gen.Int[0, 1000], (kind, standing, path, value) => new TreeEdit(kind, standing, path, value));

    /// <summary>The edits between the pushes of a history.</summary>
    public static readonly Gen<TreeEdit[][]> History = Any.Array[0, 8].Array[1, 5];

    public void ApplyTo(LiveTree tree)
    {
        List<RelativePath> standing = tree.Paths();
        RelativePath at = standing.Count == 0 ? Path : standing[Standing % standing.Count];
        bool stands = tree.TryStat(at, out FileStatus status);
        switch (Kind)
        {
            case EditKind.Write:
                tree.Write(Path, LiveTree.Content(Lengths[Value % Lengths.Length], Value), keepsNow: Value % 5 == 0);
                break;
            case EditKind.Link:
                tree.Link(Path, Names[Value % Names.Length]);
                break;
            case EditKind.MakeDirectory:
                tree.MakeDirectory(Path);
                break;
            case EditKind.Change when stands && status.Type == EntryType.File:
                tree.Write(at, Changed(tree.ReadFile(at)), keepsNow: Value % 5 == 0);
                break;
            case EditKind.Remove:
                tree.Remove(at);
                break;
            case EditKind.Move when stands:
                tree.Move(at, Path);
                break;
            case EditKind.Swap when stands:
                tree.Swap(at, standing[Value % standing.Count]);
                break;
            case EditKind.Copy:
                tree.Copy(at, Path);
                break;
            case EditKind.SetMode when stands && status.Type != EntryType.Symlink:
                int[] modes = status.Type == EntryType.File ? FileModes : DirectoryModes;
                tree.SetMode(at, (ushort)modes[Value % modes.Length]);
                break;
            case EditKind.Touch when stands:
                tree.Touch(at);
                break;
        }
    }

    /// <summary>A version of a content: some bytes overwritten, inserted, appended or cut off.</summary>
    private byte[] Changed(byte[] content)
    {
        int place = content.Length * (Value % 10) / 10;
        byte[] some = LiveTree.Content(1 + Value, Value + 1);
        switch (Value % 4)
        {
            case 0:
                byte[] overwritten = [.. content];
                some.AsSpan(0, Math.Min(some.Length, content.Length - place)).CopyTo(overwritten.AsSpan(place));
                return overwritten;
            case 1:
                return [.. content.AsSpan(0, place), .. some, .. content.AsSpan(place)];
            case 2:
                return [.. content, .. some];
            default:
                return content[..place];
        }
    }
}
