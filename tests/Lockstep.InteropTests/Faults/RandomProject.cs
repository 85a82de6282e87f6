namespace Lockstep.InteropTests.Faults;

/// <summary>Edits a project at random: contents, new trees, deletions, renames, types, modes, large files that change a little.</summary>
internal sealed class RandomProject(string directory, Random random)
{
    private const int FileNames = 100;
    private const int DirectoryNames = 6;
    private const int LargeLength = 700_000;

    /// <summary>Makes a number of random edits.</summary>
    public void Edit(int count)
    {
        for (int i = 0; i < count; i++)
        {
            EditOnce();
        }
    }

    private void EditOnce()
    {
        switch (random.Next(20))
        {
            case < 9:
                Write(RandomPath());
                break;
            case < 11:
                Remove(RandomPath());
                break;
            case < 14:
                Rename(RandomPath(), RandomPath());
                break;
            case 14:
                WriteTree(RandomDirectory());
                break;
            case 15:
                Remove(RandomDirectory());
                break;
            case 16:
                WriteLink(RandomPath());
                break;
            case 17:
                SetMode(RandomPath());
                break;
            default:
                WriteLarge(Path.Combine(directory, $"large{random.Next(2)}"));
                break;
        }
    }

    private string RandomDirectory()
    {
        string top = Path.Combine(directory, $"d{random.Next(DirectoryNames)}");
        return random.Next(3) == 0 ? Path.Combine(top, $"d{random.Next(DirectoryNames)}") : top;
    }

    private string RandomPath()
    {
        string name = $"f{random.Next(FileNames)}";
        return random.Next(3) == 0 ? Path.Combine(directory, name) : Path.Combine(RandomDirectory(), name);
    }

    private void Write(string path)
    {
        MakeWay(path);
        File.WriteAllBytes(path, RandomBytes(random.Next(5) == 0 ? random.Next(60_000) : random.Next(16, 2000)));
    }

    private void WriteTree(string path)
    {
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            Write(Path.Combine(path, random.Next(2) == 0 ? $"new{random.Next(3)}" : "", $"f{i}"));
        }
    }

    private void WriteLarge(string path)
    {
        byte[] content = File.Exists(path) && random.Next(4) > 0 ? File.ReadAllBytes(path) : RandomBytes(LargeLength);
        random.NextBytes(content.AsSpan(random.Next(content.Length - 100), 100));
        File.WriteAllBytes(path, content);
    }

    private void WriteLink(string path)
    {
        MakeWay(path);
        File.CreateSymbolicLink(path, $"to-{random.NextInt64():x}");
    }

    private void SetMode(string path)
    {
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: false) is null)
        {
            File.SetUnixFileMode(path, random.Next(2) == 0 ? (UnixFileMode)0x1a4 : (UnixFileMode)0x1ed);
        }
    }

    private void Rename(string from, string to)
    {
        bool isFile = File.Exists(from) && !to.StartsWith(from + "/", StringComparison.Ordinal);
        if (isFile && from != to)
        {
            MakeWay(to);
            if (File.Exists(from))
            {
                File.Move(from, to);
            }
        }
    }

    /// <summary>Makes the directories of a path and removes what stands in the way, so that types change too.</summary>
    private void MakeWay(string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        for (string above = parent; above.Length > directory.Length; above = Path.GetDirectoryName(above)!)
        {
            if (Exists(above) && !IsDirectory(above))
            {
                Remove(above);
            }
        }

        Directory.CreateDirectory(parent);
        Remove(path);
        if (random.Next(30) == 0)
        {
            // A directory where a file was, or the other way round.
            Remove(parent == directory ? Path.Combine(directory, "d0") : parent);
            Directory.CreateDirectory(parent);
        }
    }

    private static void Remove(string path)
    {
        if (IsDirectory(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (Exists(path))
        {
            File.Delete(path);
        }
    }

    private static bool Exists(string path) => new FileInfo(path) is { Exists: true } or { LinkTarget: not null } || IsDirectory(path);

    private static bool IsDirectory(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
