using System.Text;
using Lockstep.Sessions;
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

    /// <summary>The path below the directory that is pushed. Where that is a part of the project, the path is written from the project's all the same.</summary>
    /// <exception cref="SyncException">It lies outside, or cannot be a path.</exception>
    public static RelativePath Parse(string path, Project project, string current)
    {
        string projectDirectory = project.Directory;
        string start = IsInside(current, project.Whole, current) ? current : project.Whole;
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
