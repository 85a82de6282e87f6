using System.Globalization;

namespace Lockstep.InteropTests;

/// <summary>Agents that serve somebody through a server.</summary>
internal static class AgentProcess
{
    /// <summary>The one that has a target's state open. Asks no other program: what it does goes on meanwhile.</summary>
    public static int Of(LoopbackSshServer server, string state) => int.Parse(
        Path.GetFileName(Directory.EnumerateDirectories("/proc", "*").Single(process =>
            char.IsAsciiDigit(Path.GetFileName(process)[0])
            && LinkOf(Path.Combine(process, "exe")).StartsWith(server.Home, StringComparison.Ordinal)
            && OpenIn(process).Any(file => file.StartsWith(state, StringComparison.Ordinal)))),
        CultureInfo.InvariantCulture);

    private static IEnumerable<string> OpenIn(string process)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Select(LinkOf)];
        }
        catch (IOException)
        {
            // It has ended.
            return [];
        }
    }

    private static string LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
