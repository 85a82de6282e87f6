using System.Globalization;
using Lockstep.Tree;

namespace Lockstep.Transport;

/// <summary>Where ssh shall connect to. Everything not given is for the user's ssh configuration to say.</summary>
public sealed record SshAddress
{
    private const int MaxPort = 65535;
    private const string Unsafe = "starts with \"-\" or holds white space or a control character, so it is not given to ssh.";

    /// <summary>Checks and takes an address.</summary>
    /// <param name="host">A name, an address, or an alias of the user's ssh configuration.</param>
    /// <param name="user">The login, or null for what ssh decides.</param>
    /// <param name="port">The port, or null for what ssh decides.</param>
    /// <param name="identityFile">A private key's file, as after <c>ssh -i</c>, or null.</param>
    /// <exception cref="SyncException">
    /// <see cref="ExitCode.Usage"/>: a part that ssh could take for an option, that holds a control character, or a port out of range.
    /// </exception>
    /// <param name="pipe">A command that gives a pipe to a shell, run on the host, or here where there is none; null for the login shell.</param>
    public SshAddress(string host, string? user = null, int? port = null, string? identityFile = null, string? pipe = null)
    {
        Refuse(host.Length == 0 && pipe is null, "The address has no host; write user@host:path.");
        Refuse(IsUnsafe(host), $"The host \"{DisplayText.Of(host)}\" {Unsafe}");
        Refuse(user is "", "The address has an empty user; write user@host:path or host:path.");
        Refuse(user is not null && IsUnsafe(user), $"The user \"{DisplayText.Of(user ?? "")}\" {Unsafe}");
        Refuse(port is < 1 or > MaxPort, string.Create(CultureInfo.InvariantCulture, $"The port {port} of {host} is not between 1 and {MaxPort}."));
        Refuse(identityFile is "", $"The identity file of {host} is empty; leave it out or name a private key.");
        Host = host;
        User = user;
        Port = port;
        IdentityFile = identityFile;
        Pipe = pipe;
    }

    /// <summary>The host.</summary>
    public string Host { get; }

    /// <summary>The login, or null.</summary>
    public string? User { get; }

    /// <summary>The port, or null.</summary>
    public int? Port { get; }

    /// <summary>The private key's file, or null.</summary>
    public string? IdentityFile { get; }

    /// <summary>The command that gives a pipe to a shell, or null.</summary>
    public string? Pipe { get; }

    /// <summary>Whether the command runs on this machine, without ssh.</summary>
    public bool IsHere => Host.Length == 0;

    /// <summary>The destination as ssh takes it: <c>host</c> or <c>user@host</c>.</summary>
    public string Destination => User is null ? Host : $"{User}@{Host}";

    /// <summary>The form for messages: the destination, and the port when it is given.</summary>
    public override string ToString() => Pipe is null ? Login() : IsHere ? DisplayText.Of(Pipe) : DisplayText.Of($"{Login()}!{Pipe}");

    private string Login() => Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Destination} (port {port})") : Destination;

    private static bool IsUnsafe(string text) => text.StartsWith('-') || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new SyncException(ExitCode.Usage, message);
        }
    }
}
