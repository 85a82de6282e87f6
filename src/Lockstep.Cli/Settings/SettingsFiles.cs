using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>Reads the project's and the person's settings files and lays one over the other.</summary>
internal static class SettingsFiles
{
    // Far above any real settings file, and small enough to read whole.
    private const int MaxLength = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The settings of a project for this person.</summary>
    /// <exception cref="SyncException">A file cannot be read, or something in it is wrong.</exception>
    public static Configuration Read(string projectDirectory, UserEnvironment environment)
    {
        const string Name = ProjectDirectory.SettingsFileName;
        Configuration? project = ReadFile(Path.Join(projectDirectory, Name), Name, environment, isProjects: true);
        return (project ?? Configuration.Nothing).Over(ReadPersonal(environment));
    }

    private static Configuration ReadPersonal(UserEnvironment environment)
    {
        if (environment.ConfigFile is { Length: > 0 } chosen)
        {
            string path = HomePath.Resolve(chosen, environment.CurrentDirectory, environment.Home);
            return ReadFile(path, chosen, environment, isProjects: false)
                ?? throw new SyncException(ExitCode.Usage, $"settings file {DisplayText.Of(chosen)}, which LOCKSTEP_CONFIG names, does not exist");
        }

        string configHome = environment.ConfigHome ?? Path.Join(environment.Home, ".config");
        if (environment.ConfigFile is not null || !Path.IsPathRooted(configHome))
        {
            return Configuration.Nothing;
        }

        string usual = Path.Join(configHome, "lockstep", "config.toml");
        return ReadFile(usual, usual, environment, isProjects: false) ?? Configuration.Nothing;
    }

    private static Configuration? ReadFile(string path, string shownName, UserEnvironment environment, bool isProjects)
    {
        return ReadText(path, shownName) is { } text
            ? SettingsFile.Parse(text, shownName, Path.GetDirectoryName(path)!, environment.Home, isProjects)
            : null;
    }

    private static string? ReadText(string path, string shownName)
    {
        try
        {
            return SmallFile.Read(path, MaxLength) is { } content ? StrictUtf8.GetString(content).TrimStart('\uFEFF') : null;
        }
        catch (DecoderFallbackException)
        {
            throw new SyncException(ExitCode.Usage, $"settings file {DisplayText.Of(shownName)} is not UTF-8 text");
        }
        catch (FileSystemException failure)
        {
            throw new SyncException(ExitCode.Usage, $"cannot read settings file {DisplayText.Of(shownName)}: {failure.Cause}", failure);
        }
    }
}
