namespace Lockstep.Bench;

/// <summary>Where a benchmark works: a directory in memory where there is one, with the source tree in it. Deleted at the end.</summary>
internal sealed class Workplace : IDisposable
{
    private const string KernelArchive = "/usr/src/linux-source-6.1.tar.xz";

    private Workplace(string directory) => Directory = directory;

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <summary>The tree that is synced: the Linux kernel's sources unless another was named.</summary>
    public string Source => Path.Combine(Directory, "src");

    /// <summary>The program that is measured.</summary>
    public static string Lockstep => Path.GetFullPath("artifacts/lockstep");

    /// <summary>Makes it.</summary>
    public static Workplace Create(string? tree)
    {
        string parent = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string directory = Path.Combine(parent, $"lockstep-bench-{Environment.ProcessId}");
        System.IO.Directory.CreateDirectory(directory);
        var work = new Workplace(directory);
        Shell.Run(tree is null
            ? $"mkdir {work.Source} && tar -xf {KernelArchive} -C {work.Source} --strip-components=1"
            : $"cp -a {tree} {work.Source}");
        return work;
    }

    /// <inheritdoc/>
    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
