using System.Globalization;
using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Processes;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;

namespace Lockstep.Sessions.Diagnosing;

/// <summary>Asks a target's host about itself, by one command of its shell. Our agent is not needed for it.</summary>
public static class HostProbe
{
    private const string ComposedName = "\u00e9";
    private const string DecomposedName = "e\u0301";

    private static readonly TimeSpan LocalLimit = TimeSpan.FromSeconds(30);

    /// <summary>Asks. That nothing can be told is an answer, too.</summary>
    /// <param name="target">The target; for one of this machine its own shell is asked.</param>
    /// <param name="client">Says whether ssh has somebody to ask.</param>
    /// <param name="peerSaid">Takes each line that ssh or the host writes to standard error.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SyncException">The ssh command cannot be used at all.</exception>
    public static async Task<HostAnswer> AskAsync(
        PushTarget target, ClientContext client, Action<string> peerSaid, CancellationToken cancellation)
    {
        var reading = new HostProbeReading(TimeProvider.System);
        try
        {
            if (target.Ssh is { } ssh)
            {
                await AskBySshAsync(ssh, Question(target, ssh.AgentDirectory), client, peerSaid, reading, cancellation);
            }
            else
            {
                await AskHereAsync(Question(target, agentDirectory: null), reading, cancellation);
            }

            return reading.Answer;
        }
        catch (ConnectionException failure)
        {
            return reading.Answer with { Reach = ReachOf(failure.Failure, reading), Message = failure.Message };
        }
    }

    private static byte[] Question(PushTarget target, string? agentDirectory)
    {
        // A root with a line break cannot be named on a line; the script leaves out what is about it.
        string root = target.Root.Span.Contains((byte)'\n') ? string.Empty : Encoding.UTF8.GetString(target.Root.Span);
        byte[] name = root.Length == 0 ? [] : target.Root.ToArray();
        return [.. name, .. Encoding.UTF8.GetBytes($"\n{agentDirectory}\n{ComposedName}\n{DecomposedName}\n")];
    }

    private static async Task AskBySshAsync(
        SshDestination ssh, byte[] question, ClientContext client, Action<string> peerSaid, HostProbeReading reading, CancellationToken cancellation)
    {
        bool mayBeAsked = client.UserMayBeAsked();
        var settings = new SshSettings { Command = ssh.Command, ConnectTimeout = ssh.ConnectTimeout, OnErrorLine = peerSaid, UserMayBeAsked = mayBeAsked };
        var patience = new BootstrapPatience(TimeProvider.System, mayBeAsked);
        await using PeerConnection connection = await SshConnector.StartAsync(ssh.Address, settings, HostProbeScript.CommandLine, patience, cancellation);
        try
        {
            await WriteAsync(connection.Output, question, cancellation);
            byte[] buffer = new byte[4096];
            while (!reading.IsOver)
            {
                int length = await patience.WaitAsync(
                    async (onHeard, ending) =>
                    {
                        int read = await connection.Input.ReadAsync(buffer, ending);
                        onHeard();
                        return read;
                    },
                    () => TooSlow(connection),
                    cancellation);
                if (length == 0)
                {
                    throw await connection.DescribeEndAsync(hasSpoken: false);
                }

                reading.Add(buffer.AsSpan(0, length));
            }
        }
        catch (IOException)
        {
            throw await connection.DescribeEndAsync(hasSpoken: false);
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    private static async Task WriteAsync(CountedStream output, byte[] question, CancellationToken cancellation)
    {
        await output.WriteAsync(question, cancellation);
        output.Dispose();
    }

    private static ConnectionException TooSlow(PeerConnection connection) => new(
        ConnectionFailure.TimedOut,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{connection.Peer} got no further for {BootstrapPatience.Limit.TotalSeconds:0} s. Try the same with ssh by hand.{ConnectionDiagnosis.Words(connection.ErrorLines)}"));

    private static async Task AskHereAsync(byte[] question, HostProbeReading reading, CancellationToken cancellation)
    {
        ChildCommand command = ChildCommand.Of("/bin/sh", "-c", HostProbeScript.Text) with { HasInput = true, TimeLimit = LocalLimit };
        await using ChildProcess child = ChildProcess.Start(command, (isError, bytes) =>
        {
            if (!isError)
            {
                reading.Add(bytes);
            }
        });
        await child.Input!.WriteAsync(question, cancellation);
        child.Input.Dispose();
        ChildExit exit = await child.WaitAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (!reading.IsOver)
        {
            throw new ConnectionException(ConnectionFailure.NoAgent, $"/bin/sh on this machine ended with {exit.Exit} before it had told all.");
        }
    }

    private static HostReach ReachOf(ConnectionFailure failure, HostProbeReading reading) => failure switch
    {
        _ when reading.IsConfined => HostReach.Confined,
        ConnectionFailure.SshMissing => HostReach.SshMissing,
        ConnectionFailure.Configuration or ConnectionFailure.ForwardRefused => HostReach.SshMisconfigured,
        ConnectionFailure.HostKeyChanged or ConnectionFailure.HostKeyUnknown => HostReach.HostKeyRefused,
        ConnectionFailure.AuthenticationRefused => HostReach.LoginRefused,
        ConnectionFailure.NoAgent => HostReach.NoShell,
        _ => HostReach.Unreachable,
    };
}
