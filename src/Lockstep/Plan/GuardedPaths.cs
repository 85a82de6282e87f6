using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// Paths that programs on the project's machine act upon by their name alone: version control and its hooks, settings, and the rules that say what is sent.
/// A pull writes one only when the user names that very path.
/// </summary>
public static class GuardedPaths
{
    // As git does it: a file system may take upper and lower case for one.
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".hg", ".svn", ".jj", ".githooks", ".husky",
        ".envrc", ".gitignore", ".lockstepignore", "lockstep.toml", "lockstep.local.toml",
    };

    /// <summary>Whether a path has such a name, or leads through one.</summary>
    public static bool Contains(RelativePath path)
    {
        for (RelativePath at = path; !at.IsRoot; at = at.Parent)
        {
            if (Names.Contains(System.Text.Encoding.Latin1.GetString(at.Name)))
            {
                return true;
            }
        }

        return false;
    }
}
