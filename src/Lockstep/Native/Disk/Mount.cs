namespace Lockstep.Native.Disk;

/// <summary>A mounted file system (proc_pid_mounts(5)).</summary>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Type">Its type, as <c>ext4</c>.</param>
public sealed record Mount(string Point, string Type)
{
    /// <summary>The kernel's list of mounts.</summary>
    public const string List = "/proc/self/mounts";

    /// <summary>File systems whose server, or other side, changes files without a notice on this machine.</summary>
    private static readonly string[] Silent = ["9p", "drvfs", "virtiofs", "vboxsf", "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse"];

    /// <summary>Whether something may change there without a notice.</summary>
    public bool IsSilent => Silent.Contains(Type) || Type.StartsWith("fuse.", StringComparison.Ordinal);

    /// <summary>The mount that a directory is on; null where the kernel does not tell.</summary>
    /// <param name="directory">The directory, absolute.</param>
    public static Mount? Of(string directory)
    {
        try
        {
            return Find(directory, File.ReadAllText(List));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The mount that a directory is on, by the kernel's list: the deepest, and of two at one place the later.</summary>
    /// <param name="directory">The directory, absolute.</param>
    /// <param name="mounts">The list.</param>
    public static Mount Find(string directory, string mounts)
    {
        var found = new Mount("/", "unknown");
        foreach (string[] words in mounts.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length > 2))
        {
            string point = Unescape(words[1]);
            bool holds = point == "/" || directory == point || directory.StartsWith(point + "/", StringComparison.Ordinal);
            found = holds && point.Length >= found.Point.Length ? new Mount(point, words[2]) : found;
        }

        return found;
    }

    // The kernel writes what would end a word as three octal digits.
    private static string Unescape(string word) => word
        .Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
