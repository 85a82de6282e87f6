using System.Text;
using Lockstep.Transport.Bootstrap;

namespace Lockstep.Transport;

/// <summary>
/// Begins with a shell that reads its standard input, as <c>docker exec -i web sh</c> gives one, where a login shell is given its
/// command as an argument. Nothing more is sent until the shell has said that it has come to the command, since a shell may read
/// ahead whatever there is: <c>dash</c> does.
/// </summary>
internal static class ShellPipe
{
    private const string Word = "shell";

    /// <summary>Lets the shell become a command.</summary>
    /// <param name="connection">The pipe, from which nothing was read yet.</param>
    /// <param name="command">The command on one line.</param>
    /// <param name="patience">Ends the wait for a shell that says nothing.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ConnectionException">There is no such shell.</exception>
    public static async Task BecomeAsync(PeerConnection connection, string command, BootstrapPatience patience, CancellationToken cancellation)
    {
        // In two parts, so that a shell that shows what it reads does not say it.
        byte[] line = Encoding.UTF8.GetBytes($"printf '%s-bootstrap> {Word}\\n' '<lockstep'; exec {command}\n");
        try
        {
            await connection.Output.WriteAsync(line, cancellation);
            string[]? words = await patience.WaitAsync(new MarkerScanner(connection.Input).ReadAsync, () => Silent(connection), cancellation);
            if (words is not [Word])
            {
                throw await connection.DescribeEndAsync(hasSpoken: false);
            }
        }
        catch (IOException)
        {
            throw await connection.DescribeEndAsync(hasSpoken: false);
        }
    }

    private static ConnectionException Silent(PeerConnection connection) => new(
        ConnectionFailure.TimedOut,
        $"{connection.Peer} gives no shell: it took a line and said nothing. It has to run a shell that reads its standard input, as "
        + $"'docker exec -i web sh' does (without -i it reads nothing).{ConnectionDiagnosis.Words(connection.ErrorLines)}");
}
