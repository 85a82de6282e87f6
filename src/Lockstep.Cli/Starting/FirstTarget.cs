using System.Globalization;
using System.Net;
using Lockstep.Cli.Settings;
using Lockstep.Sessions;

namespace Lockstep.Cli.Starting;

/// <summary>What a user answers to where a project shall go.</summary>
internal static class FirstTarget
{
    private const string UsualName = "server";

    /// <summary>Reads an answer: a number of the list, the name of a host of it, or an address.</summary>
    /// <param name="answer">What was typed.</param>
    /// <param name="hosts">The hosts that were shown.</param>
    /// <param name="flaw">What is wrong with it, for the user; null where nothing is.</param>
    /// <returns>The address; empty for none yet.</returns>
    public static string? Read(string answer, IReadOnlyList<string> hosts, out string? flaw)
    {
        flaw = null;
        string text = answer.Trim();
        if (text.Length == 0)
        {
            return string.Empty;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= hosts.Count)
        {
            return $"{hosts[number - 1]}:";
        }

        if (hosts.Contains(text))
        {
            return $"{text}:";
        }

        if (TargetAddress.TryParse(text, out _, out string? wrong))
        {
            return text;
        }

        flaw = $"'{text}' {wrong}";
        return null;
    }

    /// <summary>Whether the address leaves open where on the host the project goes.</summary>
    public static bool LacksPath(string address) => TargetAddress.TryParse(address, out TargetAddress? parsed, out _) && parsed is { Kind: AddressKind.Ssh, Path: null };

    /// <summary>The address with a path; an address that has one is left as it is.</summary>
    public static string WithPath(string address, string path) => address.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase)
        ? $"{address.TrimEnd('/')}/{(path.StartsWith('/') ? path[1..] : $"~/{path}")}"
        : address + path;

    /// <summary>The name for the target: its host's first word, where that is a name.</summary>
    public static string NameOf(string address)
    {
        if (!TargetAddress.TryParse(address, out TargetAddress? parsed, out _))
        {
            return UsualName;
        }

        string name = parsed.Kind == AddressKind.Local ? Path.GetFileName(parsed.Path!) : parsed.Host.Length == 0 || IPAddress.TryParse(parsed.Host, out _) ? UsualName : parsed.Host.Split('.')[0];
        return TargetName.IsValid(name) ? name : UsualName;
    }
}
