using Lockstep.Native.Processes;

namespace Lockstep.Transport;

/// <summary>
/// Recognises from ssh's exit code and its words why a connection failed or ended, and tells the remedy. OpenSSH's messages are not
/// translated; the words below are in its sources of the last ten years.
/// </summary>
internal static class ConnectionDiagnosis
{
    /// <summary>ssh's own failure; every other code is the remote command's.</summary>
    private const int SshFailed = 255;

    /// <summary>Most lines of ssh's own words in a message; it keeps no more either (<see cref="ErrorLog"/>).</summary>
    private const int MostWords = 40;

    /// <summary>Most letters of one of them.</summary>
    private const int MostLetters = 400;

    /// <summary>Looked for in this order: a changed key also fails verification, a refused login also closes the connection.</summary>
    private static readonly (string Words, ConnectionFailure Failure, string Cause, string Remedy)[] Known =
    [
        (ExecVerb.FailurePrefix, ConnectionFailure.SshMissing,
            "the ssh program cannot be started",
            "Install OpenSSH's client, or name the program in LOCKSTEP_SSH."),
        ("Could not resolve hostname", ConnectionFailure.HostUnknown,
            "the host name does not resolve",
            "Check the spelling, the network, or the Host entry in ~/.ssh/config."),
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", ConnectionFailure.HostKeyChanged,
            "the host's key is not the one known for it",
            "If the machine was replaced, remove the old key with: ssh-keygen -R HOST. If not, somebody may be listening in."),
        ("Host key verification failed", ConnectionFailure.HostKeyUnknown,
            "the host's key is not known and was not accepted",
            "Connect once by hand with ssh, compare the fingerprint, and accept it."),
        ("UNPROTECTED PRIVATE KEY FILE", ConnectionFailure.AuthenticationRefused,
            "ssh does not use the private key, since others may read its file",
            "Make the file readable by you alone with: chmod 600 FILE."),
        ("Permission denied (", ConnectionFailure.AuthenticationRefused,
            "the host refused the login",
            "Check the user name and the key: the identity of the target, IdentityFile in ~/.ssh/config, or the keys that ssh-add -l lists."),
        ("Too many authentication failures", ConnectionFailure.AuthenticationRefused,
            "the host refused the login after too many keys",
            "Name the right key: the identity of the target and IdentitiesOnly in ~/.ssh/config."),
        ("Connection refused", ConnectionFailure.Refused,
            "nothing listens at its ssh port",
            "Check the port, and that sshd runs there."),
        ("timed out", ConnectionFailure.TimedOut,
            "the host did not answer",
            "Check that it is up, and that no firewall is in between."),
        ("No route to host", ConnectionFailure.Unreachable,
            "there is no route to the host",
            "Check the network or the VPN."),
        ("Network is unreachable", ConnectionFailure.Unreachable,
            "the network is unreachable",
            "Check the network or the VPN."),
        ("Cannot execute command-line and remote command", ConnectionFailure.Configuration,
            "RemoteCommand is set for this host in the ssh configuration",
            "Set RemoteCommand none for it, or LOCKSTEP_SSH=\"ssh -o RemoteCommand=none\"."),
        ("Bad configuration option", ConnectionFailure.Configuration,
            "the ssh configuration has an error",
            "Correct the line that ssh names."),
        ("Bad owner or permissions on", ConnectionFailure.Configuration,
            "ssh does not trust the file of its configuration",
            "Make it writable by you alone."),
        ("Could not request local forwarding", ConnectionFailure.ForwardRefused,
            "what -L asks for cannot be listened on here",
            "Choose another port, or end what listens there: possibly another session of your own."),
        ("remote port forwarding failed", ConnectionFailure.ForwardRefused,
            "what -R asks for cannot be listened on there",
            "Choose another port, or look whether its sshd allows forwarding (AllowTcpForwarding)."),
        ("Connection closed by", ConnectionFailure.Closed,
            "the host closed the connection",
            "Look into the log of its sshd."),
        ("Connection reset by", ConnectionFailure.Closed,
            "the host closed the connection",
            "Look into the log of its sshd."),
        ("Broken pipe", ConnectionFailure.Closed,
            "the connection broke",
            "Try again; ServerAliveInterval in ~/.ssh/config notices a dead connection sooner."),
    ];

    /// <summary>What to throw for a connection that ended.</summary>
    /// <param name="peer">The peer for the message.</param>
    /// <param name="exit">How ssh ended; null when it has not, although its output did.</param>
    /// <param name="errors">The last lines of its standard error.</param>
    /// <param name="hasSpoken">Whether the agent was heard before.</param>
    public static ConnectionException Of(SshAddress peer, ProcessExit? exit, IReadOnlyList<string> errors, bool hasSpoken = false)
    {
        bool isConnectionsFailure = !peer.IsHere && (exit is null or { Code: SshFailed } or { Signal: not 0 });
        foreach ((string words, ConnectionFailure failure, string cause, string remedy) in Known)
        {
            string? line = errors.LastOrDefault(error => error.Contains(words, StringComparison.Ordinal));
            if (line is not null && !peer.IsHere && (isConnectionsFailure || words == ExecVerb.FailurePrefix))
            {
                return new ConnectionException(failure, $"cannot connect to {peer}: {cause} ({Shorten(line)}). {WithHost(remedy, errors)}{Words(errors, told: line)}");
            }
        }

        string? text = errors.LastOrDefault(error => error.Length > 0);
        string last = text is null ? "" : $": {Shorten(text)}";
        string others = Words(errors, told: text);
        if (isConnectionsFailure)
        {
            return new ConnectionException(ConnectionFailure.Other, $"cannot connect to {peer}{last}. Try the same with ssh by hand.{others}");
        }

        if (!hasSpoken && peer.Pipe is not null)
        {
            string end = exit is null ? "closed its output" : $"ended with {exit}";
            return new ConnectionException(
                ConnectionFailure.NoAgent,
                $"cannot reach {peer}: the command {end}{last}. Try it by hand: it has to give a shell that reads its standard input.{others}");
        }

        return hasSpoken
            ? new ConnectionException(ConnectionFailure.Closed, $"the agent on {peer} ended with {exit}{last}, in the middle of its work. Run again; what was staged is not sent again.{others}")
            : new ConnectionException(ConnectionFailure.NoAgent, $"ssh, or the shell on {peer}, ended with {exit}{last}. Check LOCKSTEP_SSH, and that ssh gives a shell there.{others}");
    }

    /// <summary>
    /// What ssh and the host have written to standard error, to stand below a message: a line for the heading and one for each of theirs. Empty where there is
    /// nothing that the message does not have.
    /// </summary>
    /// <param name="errors">The lines, printable.</param>
    /// <param name="told">The one that the message has; null for none.</param>
    public static string Words(IReadOnlyList<string> errors, string? told = null)
    {
        List<string> lines = [.. errors.Where(line => line.Length > 0).TakeLast(MostWords)];
        return lines.Count == 0 || (lines.Count == 1 && lines[0] == told)
            ? ""
            : string.Concat(lines.Select(line => $"\n  | {Shorten(line)}").Prepend("\n  ssh and the host said:"));
    }

    private static string Shorten(string line) => line.Length <= MostLetters ? line : $"{line[..MostLetters]} ...";

    /// <summary>Puts the host as ssh's list of keys has it into a remedy. The host may have written the line, so that nothing but a plain name is taken.</summary>
    private static string WithHost(string remedy, IReadOnlyList<string> errors)
    {
        const string Before = "Host key for ", After = " has changed";
        foreach (string line in errors)
        {
            int end = line.IndexOf(After, StringComparison.Ordinal);
            if (line.StartsWith(Before, StringComparison.Ordinal) && end > Before.Length && line[Before.Length..end] is var host
                && host.All(letter => char.IsAsciiLetterOrDigit(letter) || "[].:-_".Contains(letter)) && host[0] != '-')
            {
                return remedy.Replace("-R HOST", $"-R '{host}'", StringComparison.Ordinal);
            }
        }

        return remedy;
    }
}
