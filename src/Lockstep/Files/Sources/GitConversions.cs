using System.Text;
using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>
/// Tells whether git may put other bytes into the working tree than its blobs have: line ends, filters (LFS), keywords, encodings. What counts is whether an
/// attribute or setting asks for it anywhere, not whether it meets a file.
/// </summary>
internal static class GitConversions
{
    private const long MostBytes = 1 << 20;

    private static readonly string[] Converting = ["filter", "ident", "working-tree-encoding", "text", "eol", "crlf"];

    private static ReadOnlySpan<byte> AttributesName => ".gitattributes"u8;

    /// <summary>Whether nothing asks for another form than the blob's.</summary>
    /// <param name="checkout">The checkout.</param>
    /// <param name="index">Its index, which names the attribute files.</param>
    public static bool AreOff(GitCheckout checkout, IndexedTree index)
    {
        // A setting is 'name, line break, value', and a name alone is true.
        byte[]? settings = GitProgram.Ask(checkout, "config", "--type=path", "--null", "--get-regexp", @"^core\.(autocrlf|eol|attributesfile)$");
        string? file = null;
        foreach (string setting in Encoding.UTF8.GetString(settings ?? []).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = setting.Split('\n', 2);
            if (words[0] == "core.attributesfile" && words.Length == 2)
            {
                file = words[1];
            }
            else if (words is not [_, "false" or "no" or "off" or "0" or "lf" or "native"])
            {
                return false;
            }
        }

        string?[] files = [file ?? UsersFile(), "/etc/gitattributes", Path.Combine(checkout.CommonDirectory, "info", "attributes"), .. InTree(checkout, index)];
        return Array.TrueForAll(files, name => name is null || !Converts(name));
    }

    private static string? UsersFile()
    {
        string? home = Environment.GetEnvironmentVariable("HOME");
        string? configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set : home is { Length: > 0 } ? Path.Combine(home, ".config") : null;
        return configuration is null ? null : Path.Combine(configuration, "git", "attributes");
    }

    private static List<string> InTree(GitCheckout checkout, IndexedTree index)
    {
        // The project may be a part of the repository, whose attributes come from all directories above it.
        var files = new List<string>();
        for (string? directory = Path.Combine(checkout.Top, checkout.Path); directory is not null && directory.Length >= checkout.Top.Length; directory = Path.GetDirectoryName(directory))
        {
            files.Add(Path.Combine(directory, ".gitattributes"));
        }

        index.VisitAll(Snapshot.Absent, (_, path, _, _) =>
        {
            if (path.EndsWith(AttributesName) && (path.Length == AttributesName.Length || path[^(AttributesName.Length + 1)] == (byte)'/'))
            {
                files.Add(Path.Combine(checkout.Top, checkout.Path, Encoding.UTF8.GetString(path)));
            }
        });
        return files;
    }

    /// <summary>Whether an attribute file asks for a conversion; one that cannot be read might.</summary>
    private static bool Converts(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        byte[]? content;
        try
        {
            content = GitRepository.ReadIfExists(path, MostBytes);
        }
        catch (SyncException)
        {
            return true;
        }

        return content is null || Encoding.UTF8.GetString(content).Split('\n').Any(AsksForConversion);
    }

    private static bool AsksForConversion(string line)
    {
        string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words[0][0] != '#' && words.Skip(1).Any(static word => Converting.Contains(word.Split('=')[0]));
    }
}
