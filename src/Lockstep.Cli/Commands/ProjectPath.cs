using System.Text;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary>Paths as the user types them, from the current directory, as paths of the project.</summary>
internal static class ProjectPath
{
    /// <summary>Whether a path lies in the project, whether it exists or not.</summary>
    public static bool IsInside(string path, string projectDirectory, string current)
    {
        string relative = Path.GetRelativePath(projectDirectory, Path.GetFullPath(path, current));
        return relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    /// <summary>The path below the project's root.</summary>
    /// <exception cref="SyncException">It lies outside, or cannot be a path.</exception>
    public static RelativePath Parse(string path, string projectDirectory, string current)
    {
        if (!IsInside(path, projectDirectory, current))
        {
            throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)} is not in the project {DisplayText.Of(projectDirectory)}");
        }

        string relative = Path.GetRelativePath(projectDirectory, Path.GetFullPath(path, current)).TrimEnd('/');
        return RelativePath.TryParse(relative == "." ? [] : Encoding.UTF8.GetBytes(relative), out RelativePath parsed, out string? flaw)
            ? parsed
            : throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)} {flaw}");
    }
}
