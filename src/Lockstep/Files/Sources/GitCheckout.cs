using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.Files.Sources;

/// <summary>Where a project lies in a git checkout.</summary>
/// <param name="Top">The top of the working tree, absolute.</param>
/// <param name="GitDirectory">The checkout's own git directory.</param>
/// <param name="CommonDirectory">The git directory that the checkout shares with the repository's other worktrees.</param>
/// <param name="Path">The path from the top to the project, with slashes; empty for the top itself.</param>
internal sealed record GitCheckout(string Top, string GitDirectory, string CommonDirectory, string Path)
{
    private const string SudoUser = "SUDO_UID";

    /// <summary>The nearest checkout around a project; null where there is none, or where it belongs to another user, whose settings git would obey.</summary>
    public static GitCheckout? Find(string project)
    {
        string start = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(project));
        for (string? top = start; top is not null; top = System.IO.Path.GetDirectoryName(top))
        {
            if (GitRepository.FindDirectories(top) is var (git, common))
            {
                string path = top == start ? "" : System.IO.Path.GetRelativePath(top, start);
                return IsOurs(top) && IsOurs(git) && IsOurs(common) ? new GitCheckout(top, git, common, path) : null;
            }
        }

        return null;
    }

    private static bool IsOurs(string directory)
    {
        try
        {
            using DirectoryHandle handle = DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));
            uint owner = handle.Status().OwnerId;
            return owner == EffectiveUser.Id || (EffectiveUser.Id == 0 && Environment.GetEnvironmentVariable(SudoUser) == owner.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (FileSystemException)
        {
            return false;
        }
    }
}
