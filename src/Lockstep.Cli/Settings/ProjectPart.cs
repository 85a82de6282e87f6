using Lockstep.Owners;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>The directory of a project that alone is pushed to a target: <c>from</c> of its settings.</summary>
internal static class ProjectPart
{
    /// <summary>Reads what stands behind <c>from</c> as a path below the project, without a slash at its end.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="part">The path; empty where there is a flaw.</param>
    /// <param name="flaw">What is wrong, as the end of a sentence.</param>
    public static bool TryParse(string text, out string part, out string? flaw)
    {
        string[] names = [.. text.Split('/').Where(name => name is not ("" or "."))];
        part = string.Join('/', names);
        flaw = text.StartsWith('/') || text.StartsWith('~') || names.Contains("..")
            ? "must be a directory in the project, written from the project's directory such as \"dist\""
            : names.Length == 0 ? "must name a directory in the project, such as \"dist\""
            : text.Any(char.IsControl) ? "must not hold control characters"
            : null;
        return flaw is null;
    }

    /// <summary>The project of which only a part is pushed.</summary>
    /// <param name="project">The whole project.</param>
    /// <param name="part">The part, as <see cref="TryParse"/> gives it.</param>
    /// <param name="target">The target whose settings say so.</param>
    /// <exception cref="SyncException">There is no such directory, or a link leads out of the project.</exception>
    public static Project Of(Project project, string part, string target)
    {
        string directory = Path.Join(project.Directory, part);
        string source = $"from = \"{DisplayText.Of(part)}\" of target '{DisplayText.Of(target)}'";
        if (!Directory.Exists(directory))
        {
            string state = File.Exists(directory) ? "is not a directory" : "does not exist";
            throw new SyncException(
                ExitCode.Refused,
                $"{DisplayText.Of(directory)} {state}, and {source} names it: nothing was done. Build it first, or correct 'from' in {ProjectDirectory.SettingsFileName}");
        }

        string whole = Path.TrimEndingDirectorySeparator(OwnerRule.RealPath(project.Directory));
        string real = OwnerRule.RealPath(directory);
        return real.StartsWith($"{whole}/", StringComparison.Ordinal)
            ? project with { Directory = directory }
            : throw new SyncException(
                ExitCode.Usage,
                $"{source} leads to {DisplayText.Of(real)}, which is not in the project {DisplayText.Of(project.Directory)}. Name a directory of the project, or push that one with -C DIR");
    }
}
