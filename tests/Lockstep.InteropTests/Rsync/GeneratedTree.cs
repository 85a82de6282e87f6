using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>A tree with what makes copying hard: odd names, links of both kinds, pipes, deep directories, large files with edits.</summary>
internal static class GeneratedTree
{
    private static readonly string[] Names = ["plain", "a b", "tab\tx", "new\nline", "-dash", ".dot", "quo'te\"", "star*", "back\\slash", "$HOME", "ü", "a.b", "a-", "a", new('x', 200)];

    public static void Make(TemporaryDirectory root, int seed)
    {
        var random = new Random(seed);
        Fill(root["tree"], depth: 0, random);
        File.WriteAllBytes(root["tree/large"], Bytes(random, 700_000));
        Hardlink(root["tree/large"], root["tree/large too"]);
        root.WithLink("tree/dangling", "nowhere/at all");
    }

    /// <summary>An older copy: some contents differ, some entries are missing, and there is more.</summary>
    public static void Age(string root, int seed)
    {
        var random = new Random(seed);
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray())
        {
            if (new FileInfo(file).LinkTarget is not null)
            {
                continue;
            }

            switch (random.Next(4))
            {
                case 0:
                    File.Delete(file);
                    break;
                case 1:
                    Edit(file, random);
                    break;
            }
        }
    }

    private static void Edit(string file, Random random)
    {
        byte[] content = File.ReadAllBytes(file);
        int at = content.Length / 3;
        File.WriteAllBytes(file, [.. content[..at], .. Bytes(random, 5), .. content[(content.Length / 2)..], .. Bytes(random, 300)]);
    }

    private static void Fill(string directory, int depth, Random random)
    {
        Directory.CreateDirectory(directory);
        foreach (string name in Names)
        {
            string path = $"{directory}/{name}{random.Next(9)}";
            if (random.Next(4) == 0 && depth < 2)
            {
                Fill(path, depth + 1, random);
            }
            else if (random.Next(4) > 0)
            {
                File.WriteAllBytes(path, Bytes(random, random.Next(5) switch { 0 => 0, 1 => 700, 2 => 5000, _ => random.Next(100) }));
                File.SetUnixFileMode(path, (UnixFileMode)(random.Next(3) == 0 ? 0x1ed : 0x1a4));
                File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(random.Next(1, 1_900_000_000)).AddTicks(random.Next(9_999_999)));
            }
            else
            {
                File.CreateSymbolicLink(path, Names[random.Next(5)]);
            }
        }
    }

    private static void Hardlink(string existing, string name) => System.Diagnostics.Process.Start("/bin/ln", [existing, name]).WaitForExit();

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
