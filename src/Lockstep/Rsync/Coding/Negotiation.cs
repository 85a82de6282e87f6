using System.Text;

namespace Lockstep.Rsync.Coding;

/// <summary>How two peers agree on an algorithm by name.</summary>
internal static class Negotiation
{
    private const int MaxListLength = 255;

    /// <summary>Writes our list.</summary>
    public static void WriteList(RsyncWriter to, string names) => to.WriteString(Encoding.ASCII.GetBytes(names));

    /// <summary>Reads the peer's list.</summary>
    public static string[] ReadList(RsyncReader from, string field) =>
        Encoding.Latin1.GetString(from.ReadString(field, MaxListLength)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The name to use: the first of the client's list that the server has.</summary>
    /// <param name="clients">What the client offers, best first.</param>
    /// <param name="servers">What the server offers.</param>
    /// <param name="what">What is agreed on, for the message.</param>
    public static string Choose(string[] clients, string[] servers, string what) =>
        Array.Find(clients, name => servers.Contains(name, StringComparer.OrdinalIgnoreCase))
        ?? throw new RsyncException(
            RsyncExit.Unsupported,
            $"both ends have no {what} in common: the client has {string.Join(' ', clients)}, the server {string.Join(' ', servers)}");
}
