namespace Lockstep.Bench;

/// <summary>Where a benchmark works: a directory in memory where there is one, with the source tree in it. Deleted at the end.</summary>
internal sealed class Workplace : IDisposable
{
    private const string KernelArchive = "/usr/src/linux-source-6.1.tar.xz";

    private readonly string? _tree;
    private string? _source;

    private Workplace(string directory, string? tree, string? before) => (Directory, _tree, Before) = (directory, tree, before);

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <summary>The tree that is synced: the Linux kernel's sources unless another was named. Put there when it is asked for, since it takes much of the memory.</summary>
    public string Source => _source ??= PutSource();

    /// <summary>An older build of Lockstep that is measured beside this one, in turn; null for none.</summary>
    public string? Before { get; }

    /// <summary>The program that is measured.</summary>
    public static string Lockstep => Path.GetFullPath("artifacts/lockstep");

    /// <summary>Makes it.</summary>
    public static Workplace Create(string? tree, string? before)
    {
        string parent = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string directory = Path.Combine(parent, $"lockstep-bench-{Environment.ProcessId}");
        System.IO.Directory.CreateDirectory(directory);
        return new Workplace(directory, tree, before);
    }

    /// <inheritdoc/>
    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private string PutSource()
    {
        string source = Path.Combine(Directory, "src");
        Shell.Run(_tree is null
            ? $"mkdir {source} && tar -xf {KernelArchive} -C {source} --strip-components=1"
            : $"cp -a {_tree} {source}");
        return source;
    }
}
