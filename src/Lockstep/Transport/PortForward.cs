using System.Globalization;
using Lockstep.Tree;

namespace Lockstep.Transport;

/// <summary>Which side a forward listens on.</summary>
public enum ForwardSide
{
    /// <summary>Here: <c>ssh -L</c>.</summary>
    Local,

    /// <summary>On the host: <c>ssh -R</c>.</summary>
    Remote,
}

/// <summary>
/// A port or socket that ssh forwards through the connection, in ssh's own words: <c>[ADDRESS:]PORT:HOST:PORT</c>, with a socket's path in place of either end, and for
/// the remote side also <c>[ADDRESS:]PORT</c> alone, by which the host reaches everything from here (SOCKS).
/// </summary>
public sealed record PortForward
{
    private const int MaxPort = 65535;

    private PortForward(ForwardSide side, string spec)
    {
        Side = side;
        Spec = spec;
    }

    /// <summary>Which side listens.</summary>
    public ForwardSide Side { get; }

    /// <summary>What ssh is given behind <see cref="Option"/>.</summary>
    public string Spec { get; }

    /// <summary>ssh's option.</summary>
    public string Option => Side == ForwardSide.Local ? "-L" : "-R";

    /// <summary>Checks and takes a forward.</summary>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: ssh would not understand it.</exception>
    public static PortForward Parse(ForwardSide side, string spec)
    {
        var forward = new PortForward(side, spec);
        return FindFlaw(side, spec) is { } flaw
            ? throw new SyncException(ExitCode.Usage, $"{forward.Option} {DisplayText.Of(spec)} {flaw}; write {forward.Option} [ADDRESS:]PORT:HOST:PORT")
            : forward;
    }

    private static string? FindFlaw(ForwardSide side, string spec)
    {
        if (spec.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            return "holds white space or a control character";
        }

        if (Fields(spec) is not { } fields)
        {
            return "has a '[' without its ']' and a ':' behind that";
        }

        // 0 lets the host choose a port; here nobody would know which.
        int least = side == ForwardSide.Remote ? 0 : 1;
        return fields switch
        {
            [var socket, var other] when IsPath(socket) && IsPath(other) => null,
            [var socket, var host, var port] when IsPath(socket) => FindTargetFlaw(host, port),
            [var port, var socket] when IsPath(socket) => FindPortFlaw(port, least),
            [_, var port, var socket] when IsPath(socket) => FindPortFlaw(port, least),
            [var port, var host, var hostPort] => FindPortFlaw(port, least) ?? FindTargetFlaw(host, hostPort),
            [_, var port, var host, var hostPort] => FindPortFlaw(port, least) ?? FindTargetFlaw(host, hostPort),
            [var port] when side == ForwardSide.Remote => FindPortFlaw(port, least),
            [_, var port] when side == ForwardSide.Remote => FindPortFlaw(port, least),
            _ => "does not say what is forwarded where",
        };
    }

    /// <summary>The parts between colons; one in brackets (an IPv6 address) may hold colons. Null when brackets do not match.</summary>
    private static List<string>? Fields(string spec)
    {
        List<string> fields = [];
        for (int start = 0; start <= spec.Length;)
        {
            bool isBracketed = start < spec.Length && spec[start] == '[';
            int end = isBracketed ? spec.IndexOf(']', start) + 1 : spec.IndexOf(':', start);
            if (isBracketed && (end == 0 || (end < spec.Length && spec[end] != ':')))
            {
                return null;
            }

            end = end < 0 ? spec.Length : end;
            fields.Add(spec[start..end]);
            start = end + 1;
        }

        return fields;
    }

    private static string? FindTargetFlaw(string host, string port) => host.Length == 0 ? "names no host to connect to" : FindPortFlaw(port, least: 1);

    private static string? FindPortFlaw(string port, int least) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= MaxPort
            ? null
            : $"has the port '{port}', which is not a number from {least.ToString(CultureInfo.InvariantCulture)} to {MaxPort.ToString(CultureInfo.InvariantCulture)}";

    private static bool IsPath(string field) => field.StartsWith('/');
}
