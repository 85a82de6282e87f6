using Lockstep.Processes;

namespace Lockstep.Transport;

/// <summary>What the user configured about connections.</summary>
public sealed record SshSettings
{
    /// <summary>The ssh program with its first arguments, in a shell's spelling (<c>LOCKSTEP_SSH</c>, or <c>[connection] ssh</c>).</summary>
    public string Command { get; init; } = "ssh";

    /// <summary>A directory on the host to keep the agent in, tried before all others; null for none. <c>~/</c> is the login's home.</summary>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: not absolute and not below <c>~/</c>, or with a control character.</exception>
    public string? AgentDirectory
    {
        get;
        init => field = value is null || ((value.StartsWith('/') || value.StartsWith("~/", StringComparison.Ordinal)) && !value.Any(char.IsControl))
            ? value
            : throw new SyncException(
                ExitCode.Usage, $"The agent's directory \"{Tree.DisplayText.Of(value)}\" must start with / or ~/ and hold no control character.");
    }

    /// <summary>How long ssh may take to reach the host, told to it in whole seconds; null for what its own configuration says.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>What ssh forwards through the connection. One that cannot be had ends the connection, for it was asked for.</summary>
    public IReadOnlyList<PortForward> Forwards { get; init; } = [];

    /// <summary>Takes each line ssh or the host writes to standard error, printable and without its end; null to take none.</summary>
    public Action<string>? OnErrorLine { get; init; }

    /// <summary>Whether there is somebody whom ssh can ask for a password: then it may take as long as it likes until the host is heard.</summary>
    public bool UserMayBeAsked { get; init; } = true;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The program that starts others for us, see <see cref="Launcher"/>.</summary>
    public Launcher Launcher { get; init; } = Launcher.Self;
}
