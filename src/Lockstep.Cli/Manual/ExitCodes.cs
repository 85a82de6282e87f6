namespace Lockstep.Cli.Manual;

/// <summary>What the process's exit codes mean, in the words of the documents.</summary>
internal static class ExitCodes
{
    /// <summary>Codes with their meanings, in order.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> All { get; } =
    [
        ("0", "Done. Also: there was nothing to do."),
        ("1", "The sync failed. The target is as it was, or as the message says."),
        ("2", "Wrong usage or configuration."),
        ("3", "No connection: ssh failed, the host is unknown, or authentication was refused."),
        ("4", "Partial: some files could not be read or written. They are listed; everything else is done."),
        ("5", "Refused for safety: drift, too many deletions, a root that looks wrong. Nothing was changed."),
        ("6", "Synced, but the deploy command failed. Its code is in the message and in the JSON."),
        ("130", "Interrupted."),
    ];
}
