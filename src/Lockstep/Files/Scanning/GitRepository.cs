using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>Reads what git keeps about a working tree, without git (git's documentation, <c>gitrepository-layout</c>).</summary>
internal static class GitRepository
{
    /// <summary>What the repository says whose <c>.git</c> stands in a directory; null when that is no repository.</summary>
    /// <param name="workTree">The directory.</param>
    /// <param name="flaw">Why the index cannot be used, so that nothing counts as tracked; null when it can.</param>
    public static GitFacts? Read(DirectoryHandle workTree, out string? flaw)
    {
        flaw = null;
        byte[] path = FindGitDirectory(workTree);
        if (!workTree.TryOpenTrusted(path, out DirectoryHandle? own, out _))
        {
            return null;
        }

        using (own)
        {
            byte[] commonPath = ReadPath(own, "commondir"u8) ?? "."u8.ToArray();
            if (!own.TryOpenTrusted(commonPath, out DirectoryHandle? common, out _))
            {
                return null;
            }

            using (common)
            {
                string commonDisplay = Resolve(path, commonPath);
                return IsRepository(own, common)
                    ? new GitFacts
                    {
                        Tracked = ReadIndex(own, common, out flaw),
                        InfoExclude = ReadInfoExclude(common),
                        InfoExcludePath = commonDisplay + "/info/exclude",
                    }
                    : null;
            }
        }
    }

    /// <summary>The repository whose working tree holds the project's directory; null when there is none, or the project is its top.</summary>
    public static EnclosingRepository? FindEnclosing(DirectoryHandle project)
    {
        if (project.TryStat(".git"u8, out _) || project.FindPath() is not { } path)
        {
            return null;
        }

        ulong device = project.Status().Device;
        DirectoryHandle current = project.Reopen();
        try
        {
            for (int end = path.Length; end > 1;)
            {
                end = path.AsSpan(0, end).LastIndexOf((byte)'/');
                if (!current.TryOpenTrusted(".."u8, out DirectoryHandle? parent, out _))
                {
                    return null;
                }

                current.Dispose();
                current = parent;
                // git does not look for a repository on another file system either.
                if (current.Status().Device != device)
                {
                    return null;
                }

                if (Read(current, out _) is { } facts)
                {
                    return new EnclosingRepository(facts, path.AsMemory(end + 1), ReadGitIgnores(current, path.AsSpan(end + 1)));
                }
            }

            return null;
        }
        finally
        {
            current.Dispose();
        }
    }

    /// <summary>The <c>.gitignore</c> of each directory from the top of a working tree down to the one that holds the project.</summary>
    private static List<byte[]?> ReadGitIgnores(DirectoryHandle top, ReadOnlySpan<byte> projectPath)
    {
        List<byte[]?> contents = [RuleFileReader.TryRead(top, ".gitignore"u8)];
        for (int i = 0; i < projectPath.Length; i++)
        {
            if (projectPath[i] == (byte)'/' && top.TryOpenTrusted(projectPath[..i], out DirectoryHandle? directory, out _))
            {
                contents.Add(RuleFileReader.TryRead(directory, ".gitignore"u8));
                directory.Dispose();
            }
        }

        return contents;
    }

    /// <summary><c>.git</c> itself, or, where it is a file, the directory it names: worktrees and submodules.</summary>
    private static byte[] FindGitDirectory(DirectoryHandle workTree)
    {
        byte[]? content = RuleFileReader.TryRead(workTree, ".git"u8);
        ReadOnlySpan<byte> marker = "gitdir: "u8;
        return content is not null && content.AsSpan().StartsWith(marker)
            ? content.AsSpan(marker.Length).TrimEnd("\r\n"u8).ToArray()
            : ".git"u8.ToArray();
    }

    private static bool IsRepository(DirectoryHandle own, DirectoryHandle common) =>
        own.TryStat("HEAD"u8, out _)
        && common.TryStat("objects"u8, out FileStatus objects) && objects.Type is EntryType.Directory or EntryType.Symlink
        && common.TryStat("refs"u8, out FileStatus refs) && refs.Type is EntryType.Directory or EntryType.Symlink;

    private static TrackedPaths ReadIndex(DirectoryHandle own, DirectoryHandle common, out string? flaw)
    {
        const int Sha1Length = 20, Sha256Length = 32;
        flaw = null;
        byte[]? index = RuleFileReader.TryRead(own, "index"u8);
        try
        {
            return index is null ? TrackedPaths.None : GitIndex.Read(index, UsesSha256(common) ? Sha256Length : Sha1Length);
        }
        catch (InvalidDataException unusable)
        {
            flaw = $"git's index cannot be used, so no file counts as tracked: {unusable.Message}";
            return TrackedPaths.None;
        }
    }

    private static bool UsesSha256(DirectoryHandle common)
    {
        byte[] config = RuleFileReader.TryRead(common, "config"u8) ?? [];
        foreach (Range range in config.AsSpan().Split((byte)'\n'))
        {
            string line = System.Text.Encoding.Latin1.GetString(config.AsSpan(range)).Trim();
            if (line.StartsWith("objectformat", StringComparison.OrdinalIgnoreCase) && line.EndsWith("sha256", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[]? ReadInfoExclude(DirectoryHandle common)
    {
        if (!common.TryOpenTrusted("info"u8, out DirectoryHandle? info, out _))
        {
            return null;
        }

        using (info)
        {
            return RuleFileReader.TryRead(info, "exclude"u8);
        }
    }

    private static byte[]? ReadPath(DirectoryHandle directory, ReadOnlySpan<byte> name) =>
        RuleFileReader.TryRead(directory, name) is { } content ? content.AsSpan().TrimEnd("\r\n"u8).ToArray() : null;

    private static string Resolve(byte[] path, byte[] commonPath)
    {
        string display = DisplayText.Of(commonPath);
        return display == "." ? DisplayText.Of(path) : Path.Combine(DisplayText.Of(path), display);
    }
}
