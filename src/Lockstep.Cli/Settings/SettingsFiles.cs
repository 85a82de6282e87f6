using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>Reads the project's and the person's settings files and lays one over the other.</summary>
internal static class SettingsFiles
{
    // Far above any real settings file, and small enough to read whole.
    private const int MaxLength = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The settings of a project for this person.</summary>
    /// <param name="projectDirectory">The project.</param>
    /// <param name="environment">Where the person's settings are.</param>
    /// <param name="owners">Whose files count; those of the user when null.</param>
    /// <exception cref="SyncException">A file cannot be read or does not count, or something in it is wrong.</exception>
    public static Configuration Read(string projectDirectory, UserEnvironment environment, OwnerRule? owners = null)
    {
        Configuration personal = ReadPersonal(environment);
        Configuration shared = ReadProjects(ProjectDirectory.SettingsFileName, Configuration.Nothing);
        Configuration project = ReadProjects(ProjectDirectory.LocalSettingsFileName, shared).Over(shared);
        IEnumerable<string> names = [.. project.Targets.Keys, .. project.Groups.Keys];
        Configuration both = project.Over(personal);
        AddressPlaceholders placeholders = AddressPlaceholders.Of(ProjectName.Of(both, projectDirectory), projectDirectory, environment, owners);
        return both with
        {
            Targets = both.Targets.ToDictionary(target => target.Key, target => target.Value with { Address = placeholders.Fill(target.Value.Address) }),
            Shadowing = [.. names.Where(name => personal.Targets.ContainsKey(name) || personal.Groups.ContainsKey(name))],
        };

        Configuration ReadProjects(string name, Configuration under)
        {
            string path = Path.Join(projectDirectory, name);
            (owners ?? OwnerRule.OfProcess).Check(path);
            RefuseLinkOut(path, name, projectDirectory);
            return ReadFile(path, name, environment, under) ?? Configuration.Nothing;
        }
    }

    /// <summary>
    /// A link in a foreign project could lead to any file of the user, whose text would then stand in error messages.
    /// </summary>
    private static void RefuseLinkOut(string path, string name, string projectDirectory)
    {
        if (new FileInfo(path).LinkTarget is not { } text)
        {
            return;
        }

        // Where nothing is there the path comes back as it is, and File.Exists would be true for a link all the same.
        string end = OwnerRule.RealPath(path);
        bool isThere = end != Path.GetFullPath(path) && File.Exists(path);
        if (!end.StartsWith(Path.TrimEndingDirectorySeparator(OwnerRule.RealPath(projectDirectory)) + "/", StringComparison.Ordinal) || !isThere)
        {
            throw new SyncException(
                ExitCode.Usage,
                $"{name} is a link to {DisplayText.Of(text)}, which is no file of the project: it was not read and nothing was done. Put a file there in its place");
        }
    }

    private static Configuration ReadPersonal(UserEnvironment environment)
    {
        if (environment.ConfigFile is { Length: > 0 } chosen)
        {
            string path = HomePath.Resolve(chosen, environment.CurrentDirectory, environment.Home);
            return ReadFile(path, chosen, environment, under: null)
                ?? throw new SyncException(ExitCode.Usage, $"settings file {DisplayText.Of(chosen)}, which LOCKSTEP_CONFIG names, does not exist");
        }

        string configHome = environment.ConfigHome ?? Path.Join(environment.Home, ".config");
        if (environment.ConfigFile is not null || !Path.IsPathRooted(configHome))
        {
            return Configuration.Nothing;
        }

        string usual = Path.Join(configHome, "lockstep", "config.toml");
        return ReadFile(usual, usual, environment, under: null) ?? Configuration.Nothing;
    }

    private static Configuration? ReadFile(string path, string shownName, UserEnvironment environment, Configuration? under)
    {
        return ReadText(path, shownName) is { } text
            ? SettingsFile.Parse(text, shownName, Path.GetDirectoryName(path)!, environment.Home, isProjects: under is not null, under)
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
