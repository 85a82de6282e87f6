using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Lockstep.Filters;

namespace Lockstep.Files;

/// <summary>
/// The few settings of git that decide what is ignored. git itself is asked where it is installed, since its configuration has many
/// sources.
/// </summary>
public static class GitRepositoryConfig
{
    /// <summary>
    /// The user's own ignore file as seen from the project: <c>core.excludesFile</c>, by default <c>$XDG_CONFIG_HOME/git/ignore</c> or
    /// <c>~/.config/git/ignore</c>. Null when there is none.
    /// </summary>
    public static UserExcludes? ReadUserExcludes(string projectDirectory)
    {
        var path = Ask(projectDirectory, "core.excludesFile", "path") ?? DefaultExcludesFile();
        var fullPath = path is null ? null : Path.GetFullPath(path, Path.GetFullPath(projectDirectory));
        return fullPath is not null && GitRepository.ReadIfExists(fullPath) is { } content
            ? new UserExcludes(Shorten(fullPath), content)
            : null;
    }

    /// <summary>Whether git ignores case in this project (<c>core.ignoreCase</c>, which git sets where the file system does).</summary>
    public static bool ReadIgnoreCase(string projectDirectory) => Ask(projectDirectory, "core.ignoreCase", "bool") == "true";

    /// <summary>32 in a repository whose <c>extensions.objectFormat</c> is sha256, else 20.</summary>
    internal static int ObjectNameLength(string commonDirectory)
    {
        var config = GitRepository.ReadIfExists(Path.Combine(commonDirectory, "config"));
        return Encoding.UTF8.GetString(config ?? []).Split('\n').Any(static line => IsSha256(line)) ? 32 : 20;
    }

    private static bool IsSha256(string line)
    {
        var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
        return parts is [var key, var value] && key.Equals("objectformat", StringComparison.OrdinalIgnoreCase) && value == "sha256";
    }

    private static string? DefaultExcludesFile()
    {
        if (Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } configuration)
        {
            return Path.Combine(configuration, "git", "ignore");
        }

        return Home is null ? null : Path.Combine(Home, ".config", "git", "ignore");
    }

    private static string? Home => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : null;

    private static string Shorten(string path) =>
        Home is { } home && path.StartsWith(home + "/", StringComparison.Ordinal) ? "~" + path[home.Length..] : path;

    /// <summary>The value of a setting; null when it is not set, or when there is no git to ask.</summary>
    private static string? Ask(string directory, string setting, string type)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (ReadOnlySpan<string>)["config", "--type=" + type, "--null", "--get", setting])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var value = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? value.TrimEnd('\0') : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
