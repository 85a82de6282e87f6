using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>Which directory is the project.</summary>
internal static class ProjectDirectory
{
    /// <summary>Name of the project's settings file.</summary>
    public const string SettingsFileName = "lockstep.toml";

    /// <summary>Name of the settings beside it that are this checkout's alone.</summary>
    public const string LocalSettingsFileName = "lockstep.local.toml";

    /// <summary>The directory that was asked for; else the nearest parent of the current one with settings; else the current one.</summary>
    /// <param name="asked">What the user named; null for nothing.</param>
    /// <param name="current">The current directory.</param>
    /// <param name="owners">Says how far up settings are looked for; the rule for the user when null.</param>
    /// <exception cref="SyncException">It does not exist.</exception>
    public static string Find(string? asked, string current, OwnerRule? owners = null)
    {
        if (asked is null)
        {
            return NearestWithSettings(current, owners ?? OwnerRule.OfProcess) ?? current;
        }

        string directory = HomePath.Resolve(asked, current, home: string.Empty);
        if (!Directory.Exists(directory))
        {
            string state = File.Exists(directory) ? "is not a directory" : "does not exist";
            throw new SyncException(ExitCode.Refused, $"project directory {DisplayText.Of(directory)} {state}: nothing was done. Give the project's directory with -C");
        }

        // The current directory has no links in it either: one directory is one project, however it is named.
        return OwnerRule.RealPath(directory);
    }

    private static string? NearestWithSettings(string current, OwnerRule owners) =>
        ((IEnumerable<string>)[current, .. owners.Above(current)]).FirstOrDefault(directory => File.Exists(Path.Join(directory, SettingsFileName)));
}
