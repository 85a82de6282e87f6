using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>Which directory is the project.</summary>
internal static class ProjectDirectory
{
    /// <summary>Name of the project's settings file.</summary>
    public const string SettingsFileName = "lockstep.toml";

    /// <summary>The directory that was asked for; else the nearest parent of the current one with settings; else the current one.</summary>
    /// <exception cref="SyncException">It does not exist.</exception>
    public static string Find(string? asked, string current)
    {
        if (asked is null)
        {
            return NearestWithSettings(current) ?? current;
        }

        string directory = HomePath.Resolve(asked, current, home: string.Empty);
        if (!Directory.Exists(directory))
        {
            string state = File.Exists(directory) ? "is not a directory" : "does not exist";
            throw new SyncException(ExitCode.Refused, $"project directory {DisplayText.Of(directory)} {state}: nothing was done. Give the project's directory with -C");
        }

        return directory;
    }

    private static string? NearestWithSettings(string current)
    {
        for (string? directory = current; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Join(directory, SettingsFileName)))
            {
                return directory;
            }
        }

        return null;
    }
}
