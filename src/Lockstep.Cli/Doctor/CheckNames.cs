namespace Lockstep.Cli.Doctor;

/// <summary>The names of the checks, in the order in which they are shown.</summary>
internal static class CheckNames
{
    public const string Settings = "settings";
    public const string Trust = "trust";
    public const string Notices = "notices";
    public const string Watches = "watches";
    public const string Names = "names";
    public const string Locale = "locale";
    public const string Target = "target";
    public const string Ssh = "ssh";
    public const string Reach = "reach";
    public const string Login = "login";
    public const string Shell = "shell";
    public const string Platform = "platform";
    public const string Agent = "agent";
    public const string Rsync = "rsync";
    public const string Root = "root";
    public const string Space = "space";
    public const string Inodes = "inodes";
    public const string Sudo = "sudo";
    public const string Clock = "clock";
    public const string NamesThere = "names there";
    public const string LocaleThere = "locale there";
    public const string Push = "push";
    public const string Clients = "clients";

    /// <summary>Those that the host's shell answers.</summary>
    public static IReadOnlyList<string> OfHost { get; } =
        [Shell, Platform, Agent, Rsync, Root, Space, Inodes, Sudo, Clock, NamesThere, LocaleThere];
}
