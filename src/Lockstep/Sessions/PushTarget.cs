using Lockstep.Transport;

namespace Lockstep.Sessions;

/// <summary>How a target is reached.</summary>
public enum AddressKind
{
    /// <summary>A directory of this machine: the same engine, no process in between.</summary>
    Local,

    /// <summary>A directory of another machine, through the user's ssh, or of whatever a command gives a shell of.</summary>
    Ssh,
}

/// <summary>Where a push goes.</summary>
/// <param name="Name">What the user calls it: the configured name, else the address as it was given.</param>
/// <param name="Kind">How it is reached.</param>
/// <param name="Root">
/// The root directory as UTF-8 bytes, exactly as it is to be opened: absolute, or for ssh relative to the login directory. Never empty, no
/// trailing slash.
/// </param>
/// <param name="Ssh">Whom to call; null for <see cref="AddressKind.Local"/>.</param>
public sealed record PushTarget(string Name, AddressKind Kind, ReadOnlyMemory<byte> Root, SshDestination? Ssh = null)
{
    /// <summary>
    /// Whether it is the project itself, as the target of pulls: their state stands where only this client knows.
    /// </summary>
    public bool IsProject { get; init; }

    /// <summary>What tells this target from others, whatever it is called: whom to call, and the root.</summary>
    public string Identity => $"{Ssh?.User}@{Ssh?.Host}:{Ssh?.Port}{(Ssh?.Pipe is { } pipe ? $"!{pipe}" : "")} {Convert.ToHexString(Root.Span)}";
}

/// <summary>What the ssh command is told. Everything that is not given here is the user's ssh configuration's.</summary>
/// <param name="User">The login; null for what ssh decides.</param>
/// <param name="Host">A name, an address or an alias of the ssh configuration: not empty but with a <see cref="Pipe"/> of this machine, not starting with <c>-</c>, no white space or control character.</param>
/// <param name="Port">Port as in <c>ssh -p</c>, 1 to 65535; null for what ssh decides.</param>
/// <param name="Identity">Key file as in <c>ssh -i</c>, absolute; null for what ssh decides.</param>
/// <param name="Command">The ssh program with its first arguments, in a shell's spelling: <c>ssh</c> unless the user said otherwise.</param>
/// <param name="AgentDirectory">Directory on the host that the agent is kept in, starting with <c>/</c> or <c>~/</c>; null for the usual places.</param>
public sealed record SshDestination(string? User, string Host, int? Port, string? Identity, string Command, string? AgentDirectory)
{
    /// <summary>A command that gives a pipe to a shell, in a shell's spelling: on the host, or on this machine where there is none. Null for the login shell.</summary>
    public string? Pipe { get; init; }

    /// <summary>Whether the command runs on this machine, without ssh.</summary>
    public bool IsHere => Host.Length == 0;

    /// <summary>Whether a command can be started without a shell: words and quotes, and nothing that would have to be expanded.</summary>
    public static bool IsPlain(string command) => ShellWords.TrySplit(command, out _);

    /// <summary>What messages call the host.</summary>
    public string Place => Pipe is null ? Host : IsHere ? Pipe : $"{Host}!{Pipe}";

    /// <summary>Whom to call.</summary>
    internal SshAddress Address => new(Host, User, Port, Identity, Pipe);

    /// <summary>How long the connection lasts after the last command that used it; null to end it with the command.</summary>
    public TimeSpan? Linger { get; init; }

    /// <summary>How long ssh may take to reach the host; null for what the user's ssh configuration says.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>What is forwarded through the connection.</summary>
    public IReadOnlyList<PortForward> Forwards { get; private init; } = [];

    /// <summary>The same with ports forwarded.</summary>
    /// <param name="local">What <c>ssh -L</c> is given.</param>
    /// <param name="remote">What <c>ssh -R</c> is given.</param>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: ssh would not understand one of them.</exception>
    public SshDestination WithForwards(IReadOnlyList<string> local, IReadOnlyList<string> remote) => this with
    {
        Forwards = [.. local.Select(spec => PortForward.Parse(ForwardSide.Local, spec)), .. remote.Select(spec => PortForward.Parse(ForwardSide.Remote, spec))],
    };
}
