using System.Reflection;
using Lockstep.Processes;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;

namespace Lockstep.InteropTests;

/// <summary>The native programs that <c>./test</c> builds before it runs the tests.</summary>
internal static class BuiltPrograms
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The client as users have it.</summary>
    public static string Client => Built("artifacts/lockstep");

    /// <summary>The static agent for linux-x64 or linux-arm64.</summary>
    public static string Agent(string platform) => Built($"artifacts/agents/{platform}/lockstep-agent");

    /// <summary>The agents as the client has them embedded.</summary>
    public static AgentBundle Agents { get; } = AgentBundle.FromResources(Assembly.Load("Lockstep.Cli"));

    /// <summary>Starts children; the native agent does it quicker than a program on the runtime.</summary>
    public static Launcher Launcher { get; } = new(Agent("linux-x64"));

    /// <summary>A program of the system, by its absolute path.</summary>
    public static string Installed(string path, string package) =>
        File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing; install it: apt-get install {package}");

    private static string Built(string path)
    {
        string full = Path.Combine(Root, path);
        return File.Exists(full) ? full : throw new InvalidOperationException($"{path} is not built; run ./test, or build/client linux-x64 linux-arm64.");
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Lockstep.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run from within the repository.");
    }
}
