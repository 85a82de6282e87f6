using System.Globalization;
using Lockstep.Native;
using Lockstep.Native.Terminals;

namespace Lockstep.Cli.Settings;

/// <summary>What the process finds around itself that decides about settings. Tests make their own.</summary>
internal sealed record UserEnvironment
{
    /// <summary>LOCKSTEP_TARGET: the target meant when none is given.</summary>
    public string? Target { get; init; }

    /// <summary>LOCKSTEP_CONFIG: the personal settings file in place of the usual one; empty for none at all.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>LOCKSTEP_SSH: the ssh command.</summary>
    public string? Ssh { get; init; }

    /// <summary>LOCKSTEP_LINGER: how long connections are kept for later commands (<see cref="LingerTime"/>).</summary>
    public string? Linger { get; init; }

    /// <summary>Whether NO_COLOR is set to anything (no-color.org).</summary>
    public bool NoColor { get; init; }

    /// <summary>The home directory; empty when there is none.</summary>
    public string Home { get; init; } = string.Empty;

    /// <summary>XDG_CONFIG_HOME when it is absolute, as its specification wants; else what the system has in its place (<see cref="OwnPlaces"/>).</summary>
    public string? ConfigHome { get; init; }

    /// <summary>The current directory.</summary>
    /// <exception cref="SyncException">It is gone.</exception>
    public required string CurrentDirectory
    {
        get => field.Length > 0 ? field : throw new SyncException(
            ExitCode.Usage, "the current directory does not exist any more: it was deleted, or another one stands at its path. Change to a directory that exists, and try again");
        init;
    }

    /// <summary>XDG_CACHE_HOME when it is absolute; else what the system has in its place.</summary>
    public string? CacheHome { get; init; }

    /// <summary>XDG_STATE_HOME when it is absolute; else what the system has in its place.</summary>
    public string? StateHome { get; init; }

    /// <summary>Where is kept what the user has agreed to; null where there is no home directory.</summary>
    public string? StateDirectory => (StateHome ?? (Home.Length > 0 ? Path.Combine(Home, ".local", "state") : null)) is { } state ? Path.Combine(state, "lockstep") : null;

    /// <summary>LOCKSTEP_TRUST=1: what the project's settings say counts without having been trusted.</summary>
    public bool TrustsProjects { get; init; }

    /// <summary>Who is at work, as <c>user@host</c>: shown to whoever finds a target locked, and kept in its history.</summary>
    public string Owner { get; init; } = "unknown";

    /// <summary>The name of who is at work; empty where nobody knows it.</summary>
    public string Login => Owner.LastIndexOf('@') is var at and >= 0 ? Owner[..at] : string.Empty;

    /// <summary>LC_ALL, LC_CTYPE or LANG, the first that is set: how letters are spelled here. Empty for none.</summary>
    public string Locale { get; init; } = string.Empty;

    /// <summary>LOCKSTEP_PAGER or PAGER: a line for sh that shows long texts; null for the usual one.</summary>
    public string? Pager { get; init; }

    /// <summary>Where may be kept what only saves time.</summary>
    public string CacheDirectory => Path.Combine(CacheHome ?? (Home.Length > 0 ? Path.Combine(Home, ".cache") : HomelessCache.Find()), "lockstep");

    /// <summary>XDG_RUNTIME_DIR when it is absolute.</summary>
    public string? RuntimeHome { get; init; }

    /// <summary>Where commands find connections that others hold: gone with the login where the system has such a place.</summary>
    public string? HoldDirectory => RuntimeHome is { } runtime ? Path.Combine(runtime, "lockstep")
        : StateDirectory is { } state ? Path.Combine(state, "connections") : null;

    /// <summary>Where it is kept what the user has trusted; null where there is no home directory.</summary>
    public string? TrustDirectory => StateDirectory is { } state ? Path.Combine(state, "trusted") : null;

    public static UserEnvironment OfProcess()
    {
        string? configHome = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        string? stateHome = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string? runtimeHome = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        string? cacheHome = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return new UserEnvironment
        {
            Target = NotEmpty("LOCKSTEP_TARGET"),
            ConfigFile = Environment.GetEnvironmentVariable("LOCKSTEP_CONFIG"),
            Ssh = NotEmpty("LOCKSTEP_SSH"),
            Linger = NotEmpty("LOCKSTEP_LINGER"),
            NoColor = NotEmpty("NO_COLOR") is not null,
            Home = NotEmpty("HOME") is { } home && Path.IsPathRooted(home) ? home : string.Empty,
            ConfigHome = Path.IsPathRooted(configHome) ? configHome : OwnPlaces.Settings,
            StateHome = Path.IsPathRooted(stateHome) ? stateHome : OwnPlaces.State,
            RuntimeHome = Path.IsPathRooted(runtimeHome) ? runtimeHome : null,
            CacheHome = Path.IsPathRooted(cacheHome) ? cacheHome : OwnPlaces.Cache,
            TrustsProjects = NotEmpty("LOCKSTEP_TRUST") == "1",
            Owner = $"{NotEmpty("USER") ?? NotEmpty("LOGNAME") ?? FindUserName()}@{Environment.MachineName}",
            CurrentDirectory = FindCurrentDirectory(),
            Pager = NotEmpty("LOCKSTEP_PAGER") ?? NotEmpty("PAGER"),
            Locale = NotEmpty("LC_ALL") ?? NotEmpty("LC_CTYPE") ?? NotEmpty("LANG") ?? string.Empty,
        };
    }

    /// <summary>The user's name; its number where the system has no list of users, as an image that was made from nothing.</summary>
    private static string FindUserName()
    {
        try
        {
            return Environment.UserName;
        }
        catch (IOException)
        {
            return EffectiveUser.Id.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Whether ssh has somebody to ask: on the terminal, or through the program that SSH_ASKPASS names.</summary>
    public static bool UserMayBeAsked()
    {
        if (NotEmpty("SSH_ASKPASS") is not null)
        {
            return true;
        }

        if (OperatingSystem.IsWindows())
        {
            return TerminalModes.IsTerminal(stream: 0);
        }

        try
        {
            File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has no terminal.
            return false;
        }
    }

    private static string FindCurrentDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static string? NotEmpty(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
