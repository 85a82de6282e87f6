using Lockstep.Owners;

namespace Lockstep.Files.Sources;

/// <summary>Where a project lies in a git checkout.</summary>
/// <param name="Top">The top of the working tree, absolute.</param>
/// <param name="GitDirectory">The checkout's own git directory.</param>
/// <param name="CommonDirectory">The git directory that the checkout shares with the repository's other worktrees.</param>
/// <param name="Path">The path from the top to the project, with slashes; empty for the top itself.</param>
internal sealed record GitCheckout(string Top, string GitDirectory, string CommonDirectory, string Path)
{
    /// <summary>The nearest checkout around a project; null where there is none.</summary>
    /// <param name="project">The project's directory, absolute.</param>
    /// <param name="owners">Whose repositories count.</param>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: it belongs to another user, whose settings git would obey.</exception>
    public static GitCheckout? Find(string project, OwnerRule owners)
    {
        string start = OwnerRule.RealPath(project);
        if (GitRepository.FindTop(start, owners) is not { } top || GitRepository.FindDirectories(top, owners) is not var (git, common))
        {
            return null;
        }

        string path = top == start ? "" : System.IO.Path.GetRelativePath(top, start).Replace(System.IO.Path.DirectorySeparatorChar, '/');
        return new GitCheckout(top, git, common, path);
    }
}
