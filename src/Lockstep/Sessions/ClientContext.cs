using System.Reflection;
using Lockstep.Files;
using Lockstep.Processes;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Holding;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions;

/// <summary>What a client brings along for all its runs.</summary>
/// <param name="CacheDirectory">Where it may keep what only saves time: hashes of contents.</param>
/// <param name="Owner">Who runs it, as <c>user@host</c>.</param>
/// <param name="AgentBearer">The program that has the agents it can bring to a host among its resources.</param>
public sealed record ClientContext(string CacheDirectory, string Owner, Assembly AgentBearer)
{
    /// <summary>Where what must not be lost lightly is kept: what projects remember of targets. The cache directory unless something is said.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Where it is kept what projects remember of targets.</summary>
    internal string MemoryDirectory => Path.Combine(StateDirectory ?? CacheDirectory, "targets");

    /// <summary>Reaches targets in another way than their address says: an agent in this process, for one. Null for the address.</summary>
    internal Func<PushTarget, PushOptions, CancellationToken, Task<IEndpoint>>? Connector { get; init; }

    /// <summary>What varies between production and tests in the project as a target of pulls; null in production.</summary>
    internal TargetOptions? ProjectOptions { get; init; }

    /// <summary>How the project is opened as a target of pulls.</summary>
    internal TargetOptions OptionsOfProject =>
        (ProjectOptions ?? new TargetOptions()) with { States = new PullStates(Path.Combine(StateDirectory ?? CacheDirectory, "pulls")) };

    /// <summary>Where commands of this user find connections that others of them hold, a private directory; null for nowhere.</summary>
    public string? HoldDirectory { get; init; }

    /// <summary>Keeps connections that are made at the same time few.</summary>
    internal ConnectionGate Gate { get; init; } = new(TimeProvider.System);

    /// <summary>Tells whether there is somebody whom ssh can ask for a password.</summary>
    public Func<bool> UserMayBeAsked { get; init; } = () => true;

    /// <summary>What a verb tells of itself to whoever finds the target locked.</summary>
    internal static string PurposeOf(string verb) => $"lockstep {verb} (process {Environment.ProcessId})";

    /// <summary>Reaches a target.</summary>
    /// <param name="target">Which.</param>
    /// <param name="options">How bytes are sent.</param>
    /// <param name="observer">Is told what the user should know.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <param name="opening">
    /// How the target will be opened, which saves the time of a round trip and may become known while the connection is being made; null to connect only.
    /// </param>
    /// <param name="isOwn">Whether the connection must be one of its own, since it is to last.</param>
    internal async Task<IEndpoint> ConnectAsync(
        PushTarget target,
        PushOptions options,
        IRunObserver observer,
        CancellationToken cancellation,
        Task<OpenRequest>? opening = null,
        bool isOwn = false)
    {
        if (target.IsProject)
        {
            return new LocalEndpoint(OptionsOfProject);
        }

        if (Connector is { } connector)
        {
            return await connector(target, options, cancellation);
        }

        if (target.Ssh is not { } ssh)
        {
            return new LocalEndpoint();
        }

        bool mayShare = !isOwn && ssh.Forwards.Count == 0;
        if (mayShare && PlaceOf(ssh) is { } place && await ShareAsync(place, ssh, options, opening, observer, cancellation) is { } shared)
        {
            return shared;
        }

        try
        {
            return await Gate.PassAsync(() => CallAgentAsync(ssh, options, observer, opening, isRenewal: false, cancellation), cancellation);
        }
        catch (ConnectionException unfit) when (unfit.Failure == ConnectionFailure.AgentUnfit)
        {
            observer.Note($"the agent that was on {ssh.Place} did not answer as it should and is replaced");
            return await CallAgentAsync(ssh, options, observer, opening, isRenewal: true, cancellation);
        }
    }

    /// <summary>Lets other commands of this user use a watch's connection; null where that is not possible.</summary>
    /// <param name="context">What is kept in step through it.</param>
    /// <param name="session">The target.</param>
    /// <param name="pass">Waits until all that was saved before stands there.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    internal async Task<ConnectionHolder?> TryHoldAsync(
        SessionContext context, TargetSession session, Func<Task<bool>> pass, CancellationToken cancellation) =>
        session.Endpoint is RemoteEndpoint remote && context.Target.Ssh is { } ssh && PlaceOf(ssh) is { } place
            ? await ConnectionHolder.TryHoldAsync(
                place, new HeldTarget(remote.Channels, StepQuestion.KeyOf(context), session, pass), takesOver: true, cancellation)
            : null;

    /// <summary>Lets other commands of this user use a connection that lingers; null where another one is there.</summary>
    /// <param name="ssh">Whom it leads to.</param>
    /// <param name="lingering">The connection.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    internal async Task<ConnectionHolder?> TryHoldAsync(SshDestination ssh, LingeringConnection lingering, CancellationToken cancellation) =>
        PlaceOf(ssh) is { } place ? await ConnectionHolder.TryHoldAsync(place, lingering, takesOver: false, cancellation) : null;

    /// <summary>Ends the lingering connection to one login, or all of this user's.</summary>
    /// <param name="ssh">Whom it leads to; null for all.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What became of each that somebody holds.</returns>
    public async Task<IReadOnlyList<HolderAnswer>> DisconnectAsync(SshDestination? ssh, CancellationToken cancellation)
    {
        IEnumerable<HeldPlace> places = ssh is null
            ? HoldDirectory is { } directory ? HeldPlace.FindAll(directory) : []
            : PlaceOf(ssh) is { } one ? [one] : [];
        List<HolderAnswer> answers = [];
        foreach (HeldPlace place in places)
        {
            HolderAnswer answer = await HeldConnection.EndAsync(place, cancellation);
            if (answer.Kind != HolderKind.Nobody)
            {
                answers.Add(answer);
            }
        }

        return answers;
    }

    /// <inheritdoc cref="HeldConnection.TryPassAsync"/>
    internal Task<(IEndpoint Target, int Entries)?> TryPassAsync(SessionContext context, CancellationToken cancellation) =>
        Connector is null && context.Target.Ssh is { Forwards.Count: 0 } ssh && PlaceOf(ssh) is { } place
            ? HeldConnection.TryPassAsync(place, context, cancellation)
            : Task.FromResult<(IEndpoint, int)?>(null);

    /// <summary>Uses a connection that another command holds; one is made where it is to linger and nobody holds any.</summary>
    private async Task<IEndpoint?> ShareAsync(
        HeldPlace place, SshDestination ssh, PushOptions options, Task<OpenRequest>? opening, IRunObserver observer, CancellationToken cancellation)
    {
        IEndpoint? held = await HeldConnection.TryUseAsync(place, ssh, options, opening, cancellation);
        if (held is not null || ssh.Linger is not { } linger || linger <= TimeSpan.Zero)
        {
            return held;
        }

        var request = new LingerRequest(ssh, linger);
        return await Gate.PassAsync(() => HoldingProcess.StartAsync(request, Launcher.Self, observer, cancellation), cancellation)
            ? await HeldConnection.TryUseAsync(place, ssh, options, opening, cancellation)
            : null;
    }

    // The sockets are Linux' own: who else is asked for one makes a connection for each command.
    private HeldPlace? PlaceOf(SshDestination ssh) => OperatingSystem.IsLinux() && HoldDirectory is { } directory
        ? HeldPlace.Find(directory, ssh, $"{MemoryDirectory} {string.Join(' ', AgentBundle.FromResources(AgentBearer).Images.Select(image => image.Identity))}")
        : null;

    private async Task<IEndpoint> CallAgentAsync(
        SshDestination ssh, PushOptions options, IRunObserver observer, Task<OpenRequest>? opening, bool isRenewal, CancellationToken cancellation)
    {
        var settings = new SshSettings
        {
            Command = ssh.Command,
            AgentDirectory = ssh.AgentDirectory,
            ConnectTimeout = ssh.ConnectTimeout,
            Forwards = ssh.Forwards,
            OnErrorLine = observer.PeerSaid,
            UserMayBeAsked = UserMayBeAsked(),
        };
        var start = new AgentStart(EncodeAsync(opening), isRenewal);
        PeerConnection connection = await SshConnector.ConnectAgentAsync(ssh.Address, settings, AgentBundle.FromResources(AgentBearer), start, cancellation);
        if (connection.AgentBytes > 0)
        {
            observer.Note($"brought the agent to {connection.Peer}");
        }

        OpenRequest? sentAhead = opening is null ? null : await opening;
        return await RemoteEndpoint.GreetAsync(connection, options.Compression, options.BandwidthLimit, cancellation, sentAhead: sentAhead);
    }

    private static async Task<ReadOnlyMemory<byte>> EncodeAsync(Task<OpenRequest>? opening) =>
        opening is null ? ReadOnlyMemory<byte>.Empty : Greeting.With(await opening);
}
