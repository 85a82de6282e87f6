using System.Diagnostics;

namespace Lockstep.Tests.Files.Committing;

/// <summary>A small file system in memory on a directory. Where mounting is not allowed the test is skipped, and says so.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string _path;

    private Mount(string path) => _path = path;

    /// <param name="path">Where.</param>
    /// <param name="options">As tmpfs takes them.</param>
    public static Mount Memory(string path, string options)
    {
        Tool("mount", "-t", "tmpfs", "-o", options, "none", path);
        return new Mount(path);
    }

    /// <summary>Runs a tool that only root may use.</summary>
    public static void Tool(string name, params string[] arguments)
    {
        using var tool = Process.Start(name, arguments);
        tool.WaitForExit();
        Assert.SkipUnless(tool.ExitCode == 0, $"{name} is not allowed here: exit code {tool.ExitCode}");
    }

    // Lazily: a process that another test is just starting may have our files open until it executes its program.
    public void Dispose() => Tool("umount", "--lazy", _path);
}
