using Lockstep.Files;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Rules;
using Lockstep.Tree;

namespace Lockstep.Rsync.Disk;

/// <summary>
/// Reads the files that rules name. Those of a transfer's directories are reached from its root without following a link, since whoever filled the directory
/// may have made them.
/// </summary>
/// <param name="root">The root of the transfer; null where there is none.</param>
/// <param name="mayReadGiven">Whether files that a rule names by a path are read: not where a peer wrote the rule.</param>
internal sealed class RuleFiles(RootedDirectory? root, bool mayReadGiven) : IRuleFiles
{
    private const int MaxLength = 16 << 20;

    /// <inheritdoc/>
    public string ReadGiven(string path, bool isExclude)
    {
        if (!mayReadGiven)
        {
            throw new RsyncException(RsyncExit.Usage, "rsync: a rule from the other end names a file");
        }

        string kind = isExclude ? "exclude" : "include";
        try
        {
            return path == "-"
                ? ByteWord.Of(ProcFile.Read("/dev/stdin", MaxLength))
                : ByteWord.Of(SmallFile.Read(ByteWord.Text(path), MaxLength) ?? throw Missing(kind, path, "No such file or directory (2)"));
        }
        catch (FileSystemException e)
        {
            throw Missing(kind, path, ErrorWords.Of(e.Error));
        }
    }

    /// <inheritdoc/>
    public string? ReadOfDirectory(string directory, string name)
    {
        if (root is null || directory.StartsWith('/'))
        {
            return null;
        }

        try
        {
            using DirectoryHandle handle = root.OpenDirectory(RelativePath.Parse(ByteWord.Bytes(directory)));
            using FileHandle file = handle.OpenFileForRead(ByteWord.Bytes(name), out FileStatus status);
            return ByteWord.Of(file.ReadAll(Math.Min(status.Size, MaxLength)));
        }
        catch (FileSystemException)
        {
            // A directory without such a file adds no rule.
            return null;
        }
    }

    private static RsyncException Missing(string kind, string path, string why) =>
        new(RsyncExit.FileIo, $"rsync: failed to open {kind} file {path}: {why}");
}
