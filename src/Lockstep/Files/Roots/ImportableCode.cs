using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>
/// Tells code from data beside a deploy script: a directory without any is one of data, and may be somebody else's, unless
/// the script itself imports from it.
/// </summary>
internal static class ImportableCode
{
    private const int ListingBuffer = 32 << 10;
    private const int MostRead = 1 << 20;

    // Directories of data may be huge; code is among the first of its directory's entries, or it is no package.
    private const int MostNames = 10_000;

    /// <summary>Whether a file is something that Python imports.</summary>
    public static bool IsModule(ReadOnlySpan<byte> name) =>
        name.EndsWith(".py"u8) || name.EndsWith(".pyc"u8) || name.EndsWith(".so"u8);

    /// <summary>Whether Python would import from a directory: it has a module in it, packages without an <c>__init__</c> included.</summary>
    public static bool Holds(DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("__pycache__"u8))
        {
            return true;
        }

        if (!parent.TryOpenDirectory(name, out DirectoryHandle? directory, out _))
        {
            return false;
        }

        using (directory)
        {
            Span<byte> buffer = stackalloc byte[ListingBuffer];
            int left = MostNames;
            foreach (ListedName entry in directory.List(buffer))
            {
                if (IsModule(entry.Name) || entry.Name.StartsWith("__init__."u8))
                {
                    return true;
                }

                if (--left == 0)
                {
                    return false;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a line of a script has a name in it and imports something: others could put a module there later.</summary>
    /// <param name="root">The directory of the script.</param>
    /// <param name="script">Its name.</param>
    /// <param name="name">The name.</param>
    public static bool IsImportedBy(DirectoryHandle root, ReadOnlySpan<byte> script, ReadOnlySpan<byte> name)
    {
        if (script.IsEmpty || !root.TryStat(script, out FileStatus status) || status.Type != EntryType.File)
        {
            return false;
        }

        using FileHandle file = root.OpenFileForRead(script);
        byte[] content = new byte[MostRead];
        ReadOnlySpan<byte> text = content.AsSpan(0, file.ReadAt(content, 0));
        foreach (Range line in text.Split((byte)'\n'))
        {
            if (text[line].IndexOf("import"u8) >= 0 && HasWord(text[line], name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasWord(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        for (int start = 0; line[start..].IndexOf(word) is >= 0 and int at;)
        {
            (int begin, int end) = (start + at, start + at + word.Length);
            if ((begin == 0 || !IsOfWord(line[begin - 1])) && (end == line.Length || !IsOfWord(line[end])))
            {
                return true;
            }

            start = begin + 1;
        }

        return false;
    }

    private static bool IsOfWord(byte letter) => letter == (byte)'_' || letter >= 0x80 || char.IsAsciiLetterOrDigit((char)letter);
}
