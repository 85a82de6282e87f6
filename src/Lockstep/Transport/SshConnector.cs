using System.ComponentModel;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Processes;
using Lockstep.Transport.Bootstrap;

namespace Lockstep.Transport;

/// <summary>
/// Starts the user's ssh and gives its standard input and output as a pipe to the program it runs on the host. Prompts work, for ssh asks
/// on the terminal itself. One attempt: a refused login is never tried again.
/// </summary>
public static class SshConnector
{
    /// <summary>Starts <paramref name="remoteCommand"/>, for the host's login shell to read, at <paramref name="address"/>.</summary>
    /// <remarks>It returns before ssh has connected; a failure shows as the end of <see cref="PeerConnection.Input"/>.</remarks>
    /// <exception cref="SyncException">ssh cannot be started, or the user's ssh command is empty.</exception>
    public static PeerConnection Start(SshAddress address, SshSettings settings, string remoteCommand) =>
        Start(address, SshCommand.Build(settings, address, remoteCommand), settings, Encoding.UTF8.GetByteCount(remoteCommand));

    /// <summary>Starts a command on one line for whatever shell the address leads to: the login shell, or that at the end of a pipe.</summary>
    /// <exception cref="SyncException">ssh or the pipe's command cannot be started, or the pipe gives no shell.</exception>
    internal static async Task<PeerConnection> StartAsync(
        SshAddress address, SshSettings settings, string remoteCommand, BootstrapPatience patience, CancellationToken cancellation)
    {
        PeerConnection connection = Start(address, settings, address.Pipe ?? remoteCommand);
        if (address.Pipe is null)
        {
            return connection;
        }

        try
        {
            await ShellPipe.BecomeAsync(connection, remoteCommand, patience, cancellation);
            return connection;
        }
        catch
        {
            connection.Abort();
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects and starts our agent there; uploads it first where the host does not have it.</summary>
    /// <returns>The connection: its input stands at the first byte of the agent's protocol, its output behind <see cref="AgentStart.Opening"/>.</returns>
    /// <exception cref="ConnectionException">
    /// No connection, or the agent cannot run there. <see cref="ConnectionFailure.AgentUnfit"/> is worth another attempt with <see cref="AgentStart.IsRenewal"/>.
    /// </exception>
    public static async Task<PeerConnection> ConnectAgentAsync(
        SshAddress address, SshSettings settings, AgentBundle agents, AgentStart start, CancellationToken cancellation)
    {
        var patience = new BootstrapPatience(settings.Time, settings.UserMayBeAsked);
        PeerConnection connection = await StartAsync(address, settings, BootstrapScript.CommandLine(agents), patience, cancellation);
        try
        {
            await new AgentBootstrap(connection, agents, settings.AgentDirectory, start, patience).RunAsync(cancellation);
            return connection;
        }
        catch
        {
            connection.Abort();
            await connection.DisposeAsync();
            throw;
        }
    }

    private static PeerConnection Start(SshAddress address, IReadOnlyList<ReadOnlyMemory<byte>> command, SshSettings settings, int commandLength)
    {
        try
        {
            // Ctrl-C on our terminal reaches every process there. ssh must outlive it, so that the agent can be told to stop and can answer.
            IReadOnlyList<ReadOnlyMemory<byte>> launching = settings.Launcher.Arguments(command, ExecVerb.Shielded);
            PipedProcess process = SystemFamily.Current.StartPiped(new PipedCommand(command, settings.Launcher.Program, launching));
            return new PeerConnection(address, process, new ErrorLog(process.Error, settings.OnErrorLine), commandLength);
        }
        catch (Win32Exception e)
        {
            throw new ConnectionException(ConnectionFailure.SshMissing, $"cannot connect to {address}: no process can be started ({e.Message}).", e);
        }
    }
}
