using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary>What the processes of both sides have used so far, from /proc.</summary>
/// <param name="Client">Processor time of the client, in ms.</param>
/// <param name="Ssh">That of its ssh.</param>
/// <param name="Agent">That of the agent.</param>
/// <param name="ClientKiB">Memory of the client now.</param>
/// <param name="AgentKiB">Memory of the agent now.</param>
internal sealed record ProcessUse(double Client, double Ssh, double Agent, long ClientKiB, long AgentKiB)
{
    private const double MillisecondsPerTick = 10;

    /// <summary>Looks at a client, the ssh below it and the agent below a server.</summary>
    public static ProcessUse Of(int client, int server)
    {
        int ssh = Below(client, "ssh").FirstOrDefault();
        int agent = Below(server, "lockstep-agent").FirstOrDefault();
        return new ProcessUse(Cpu(client), Cpu(ssh), Cpu(agent), MemoryKiB(client), MemoryKiB(agent));
    }

    /// <summary>What was used since an earlier look.</summary>
    public ProcessUse Since(ProcessUse earlier) => this with { Client = Client - earlier.Client, Ssh = Ssh - earlier.Ssh, Agent = Agent - earlier.Agent };

    /// <summary>Processor time of a process so far in ms; null when it has ended.</summary>
    public static (double User, double System)? CpuOf(int process) => Stat(process) is { } fields
        ? (MillisecondsPerTick * long.Parse(fields[11], CultureInfo.InvariantCulture), MillisecondsPerTick * long.Parse(fields[12], CultureInfo.InvariantCulture))
        : null;

    private static double Cpu(int process) => CpuOf(process) is var (user, system) ? user + system : 0;

    /// <summary>All processes of a name below another.</summary>
    private static IEnumerable<int> Below(int ancestor, string name)
    {
        ILookup<int, int> children = Directory.GetDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), out int id) ? id : 0)
            .Where(id => id > 0 && Stat(id) is not null)
            .ToLookup(id => Stat(id) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0);
        var open = new Queue<int>([ancestor]);
        while (open.TryDequeue(out int process))
        {
            foreach (int child in children[process])
            {
                open.Enqueue(child);
                if (Read($"/proc/{child}/comm")?.Trim() == name)
                {
                    yield return child;
                }
            }
        }
    }

    private static long MemoryKiB(int process) =>
        Read($"/proc/{process}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            : 0;

    /// <summary>The fields of its stat file from the state on; null when it has ended.</summary>
    private static string[]? Stat(int process) => Read($"/proc/{process}/stat") is { } text ? text[(text.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
