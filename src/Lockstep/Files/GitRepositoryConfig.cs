using System.Text;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Native.Processes;
using Lockstep.Owners;

namespace Lockstep.Files;

/// <summary>
/// The few settings of git that decide what is ignored. git itself is asked where it is installed, since its configuration has many
/// sources.
/// </summary>
public static class GitRepositoryConfig
{
    private const int LongestAnswer = 1 << 20;

    /// <summary>Reads the settings as they hold in the project.</summary>
    /// <param name="projectDirectory">An absolute path.</param>
    /// <param name="owners">Whose repositories count; the user's unless told otherwise.</param>
    /// <exception cref="SyncException">The project lies in the repository of somebody else: git is not even started in it.</exception>
    public static GitSettings Read(string projectDirectory, OwnerRule? owners = null)
    {
        string? path = null;
        bool ignoresCase = false;
        foreach (string setting in Ask(projectDirectory, owners ?? OwnerRule.OfProcess))
        {
            // A setting without a value, which means true, comes without the line break.
            string[] words = setting.Split('\n', 2);
            if (words[0] == "core.ignorecase")
            {
                ignoresCase = words is [_] || IsTrue(words[1]);
            }
            else if (words is ["core.excludesfile", var file])
            {
                path = file;
            }
        }

        return new GitSettings(ReadExcludes(path ?? DefaultExcludesFile(), projectDirectory), ignoresCase);
    }

    /// <summary>32 in a repository whose <c>extensions.objectFormat</c> is sha256, else 20.</summary>
    internal static int ObjectNameLength(string commonDirectory)
    {
        var config = GitRepository.ReadIfExists(Path.Combine(commonDirectory, "config"), RuleFileReader.MaxLength);
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

    private static UserExcludes? ReadExcludes(string? path, string projectDirectory)
    {
        var fullPath = path is null ? null : Path.GetFullPath(path, Path.GetFullPath(projectDirectory));
        return fullPath is not null && GitRepository.ReadRules(fullPath) is { } content
            ? new UserExcludes(Shorten(fullPath), content)
            : null;
    }

    private static bool IsTrue(string value) => value.ToLowerInvariant() is "true" or "yes" or "on" or "1";

    /// <summary>
    /// The settings that are set, each <c>name\nvalue</c>, the one that holds last; none when there is no git to ask. <c>git config</c> starts
    /// nothing itself: no hook, no alias, no fsmonitor. Without the option it might start a pager.
    /// </summary>
    private static string[] Ask(string directory, OwnerRule owners)
    {
        // Beyond what we would look at ourselves, git shall not look for a repository either.
        string project = OwnerRule.RealPath(directory);
        string? ceiling = GitRepository.FindTop(project, owners) is null ? Path.GetDirectoryName(project) : null;

        // Whose repository it is was looked at above, by what the user has trusted: git does not know of that and would
        // leave its settings out.
        string[] question = ["--no-pager", "-c", "safe.directory=*", "config", "--type=path", "--null", "--get-regexp", @"^core\.(excludesfile|ignorecase)$"];
        byte[]? answer = ProgramOutput.Read(
            "git"u8.ToArray(),
            question.Select(word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word))),
            ceiling is null ? [] : [Encoding.UTF8.GetBytes($"GIT_CEILING_DIRECTORIES={ceiling}")],
            Encoding.UTF8.GetBytes(directory),
            LongestAnswer);
        return Encoding.UTF8.GetString(answer ?? []).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>What git's configuration says about ignoring.</summary>
/// <param name="UserExcludes">
/// The user's own ignore file as seen from the project: <c>core.excludesFile</c>, by default <c>$XDG_CONFIG_HOME/git/ignore</c> or
/// <c>~/.config/git/ignore</c>. Null when there is none.
/// </param>
/// <param name="IgnoresCase">Whether git ignores case in the project (<c>core.ignoreCase</c>, which git sets where the file system does).</param>
public sealed record GitSettings(UserExcludes? UserExcludes, bool IgnoresCase);
