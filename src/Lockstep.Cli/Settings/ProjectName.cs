namespace Lockstep.Cli.Settings;

/// <summary>A project's name becomes a directory's name on targets whose address has no path.</summary>
internal static class ProjectName
{
    /// <summary>The name of a project: what the settings say, else its directory's.</summary>
    public static string Of(Configuration configuration, string directory) => configuration.Project.Name ?? Path.GetFileName(directory);

    /// <summary>What is wrong with a name as the end of a sentence; null when nothing is.</summary>
    public static string? FindFlaw(string name) =>
        name.Length == 0 || name is "." or ".." ? "must be a name"
        : name.Contains('/', StringComparison.Ordinal) ? "must not contain '/'"
        : name.Any(char.IsControl) ? "must not hold control characters"
        : null;
}
