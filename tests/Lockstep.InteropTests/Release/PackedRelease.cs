using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Release;

/// <summary>What <c>build/pack</c> makes of the program for this machine, made once for all tests of it.</summary>
public sealed class PackedRelease : IDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("lockstep-release-").FullName;

    /// <summary>Packs.</summary>
    public PackedRelease()
    {
        string platform = System.IO.Directory.CreateDirectory(Path.Join(_directory, "clients", "linux-x64")).FullName;
        File.CreateSymbolicLink(Path.Join(platform, "lockstep"), BuiltPrograms.Client);
        Directory = PackInto("release");
    }

    /// <summary>Where everything lies that users download.</summary>
    public string Directory { get; }

    /// <summary>Packs the same once more.</summary>
    /// <returns>Where it lies.</returns>
    public string PackInto(string name)
    {
        string into = Path.Join(_directory, name);
        Shell.Run($"SOURCE_DATE_EPOCH=1700000000 build/pack {Path.Join(_directory, "clients")} {into}", BuiltPrograms.Root);
        return into;
    }

    /// <inheritdoc/>
    public void Dispose() => System.IO.Directory.Delete(_directory, recursive: true);
}
