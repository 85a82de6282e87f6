using System.Text;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary>Paths as the user types them, as paths of the project: from the current directory, or from the project's where the current one lies outside it.</summary>
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
        string start = IsInside(current, projectDirectory, current) ? current : projectDirectory;
        if (!IsInside(path, projectDirectory, start))
        {
            throw new SyncException(
                ExitCode.Usage, $"{DisplayText.Of(path)} is not in the project {DisplayText.Of(projectDirectory)}. Name a path of the project, or another project with -C DIR");
        }

        string relative = Path.GetRelativePath(projectDirectory, Path.GetFullPath(path, start)).TrimEnd('/');
        return RelativePath.TryParse(relative == "." ? [] : Encoding.UTF8.GetBytes(relative), out RelativePath parsed, out string? flaw)
            ? parsed
            : throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)} {flaw}");
    }
}
