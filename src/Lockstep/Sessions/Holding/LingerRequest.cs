using System.Globalization;
using System.Text;

namespace Lockstep.Sessions.Holding;

/// <summary>
/// What a process that is to hold a connection is told on its standard input: text in UTF-8, the parts of
/// <see cref="SshDestination"/> in their order, the milliseconds it lasts and those that connecting may take, with a NUL between two of them.
/// </summary>
/// <param name="Ssh">Whom to call.</param>
/// <param name="Linger">How long the connection lasts without a command.</param>
internal sealed record LingerRequest(SshDestination Ssh, TimeSpan Linger)
{
    /// <summary>Writes it.</summary>
    public byte[] Encode() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{Ssh.User}\0{Ssh.Host}\0{Ssh.Port}\0{Ssh.Identity}\0{Ssh.Command}\0{Ssh.AgentDirectory}\0{Ssh.Pipe}\0{(long)Linger.TotalMilliseconds}\0{(long?)Ssh.ConnectTimeout?.TotalMilliseconds}"));

    /// <summary>Reads it; null where it is none.</summary>
    public static LingerRequest? TryDecode(ReadOnlySpan<byte> message)
    {
        if (Encoding.UTF8.GetString(message).Split('\0') is not [var user, var host, var port, var identity, var command, var agents, var pipe, var time, var patience]
            || host.Length + pipe.Length == 0
            || MillisecondsOf(time) is not { } linger
            || (MillisecondsOf(patience) is null && patience.Length > 0))
        {
            return null;
        }

        int? number = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : null;
        return number is null && port.Length > 0
            ? null
            : new LingerRequest(
                new SshDestination(Said(user), host, number, Said(identity), command, Said(agents)) { Pipe = Said(pipe), ConnectTimeout = MillisecondsOf(patience) }, linger);
    }

    private static TimeSpan? MillisecondsOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static string? Said(string part) => part.Length > 0 ? part : null;
}
