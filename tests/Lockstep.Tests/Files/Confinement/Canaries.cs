using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Confinement;

/// <summary>A directory that nobody has any business in, with the same paths as a project: nothing in it may change, and nothing of it may come out.</summary>
internal sealed class Canaries
{
    private const string Song = "the canary of ";
    private const ushort UnusualMode = 0x181; // rw------x

    private readonly string _before;

    /// <param name="directory">Made, and filled.</param>
    /// <param name="paths">Its files.</param>
    public Canaries(string directory, params string[] paths)
    {
        Path = directory;
        foreach (string path in paths)
        {
            string file = System.IO.Path.Combine(directory, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Song + path);
            using DirectoryHandle parent = DirectoryHandle.Open(Encoding.UTF8.GetBytes(System.IO.Path.GetDirectoryName(file)!));
            parent.SetMode(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(file)), UnusualMode);
        }

        _before = Describe();
    }

    public string Path { get; }

    /// <summary>Everything is as it was: contents, modes, times, names.</summary>
    public void AssertUntouched() => Assert.Equal(_before, Describe());

    /// <summary>No file below a directory has a canary's content.</summary>
    public static void AssertNoneBelow(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            Assert.False(File.ReadAllText(file).StartsWith(Song, StringComparison.Ordinal), $"{file} was outside");
        }
    }

    private string Describe() => string.Join('\n', TreeText.Flatten(DiskTree.Read(Path)).Select(
        (KeyValuePair<RelativePath, Entry> pair) => $"{pair.Key} {pair.Value.Type} {pair.Value.Mode} {pair.Value.ModifiedNs} {pair.Value.Content}"));
}
