using System.Text;

namespace Lockstep.Files.Sources;

/// <summary>What a checkout has checked out, read from its files: <c>HEAD</c>, the loose references, <c>packed-refs</c>.</summary>
/// <param name="Commit">The commit, as 40 or 64 lower-case hexadecimal digits; empty where there is none yet, or where it cannot be read.</param>
/// <param name="Branch">The branch without <c>refs/heads/</c>; empty for a detached head.</param>
internal readonly record struct GitHead(string Commit, string Branch)
{
    private const string Reference = "ref: ";
    private const string BranchPrefix = "refs/heads/";
    private const int MostSteps = 5;
    private const int MostReferenceBytes = 4096;
    private const int MostPackedBytes = 64 << 20;

    /// <summary>Reads what is checked out.</summary>
    public static GitHead Read(GitCheckout checkout)
    {
        string head = ReadLine(Path.Combine(checkout.GitDirectory, "HEAD"));
        if (!head.StartsWith(Reference, StringComparison.Ordinal))
        {
            return new GitHead(IsObjectName(head) ? head : "", "");
        }

        string name = head[Reference.Length..];
        string branch = name.StartsWith(BranchPrefix, StringComparison.Ordinal) ? name[BranchPrefix.Length..] : name;
        return new GitHead(Resolve(checkout, name), branch);
    }

    private static string Resolve(GitCheckout checkout, string name)
    {
        for (int step = 0; step < MostSteps && IsReferenceName(name); step++)
        {
            string value = ReadLine(Path.Combine(checkout.CommonDirectory, name));
            if (IsObjectName(value))
            {
                return value;
            }

            if (!value.StartsWith(Reference, StringComparison.Ordinal))
            {
                return FindPacked(checkout, name);
            }

            name = value[Reference.Length..];
        }

        return "";
    }

    // Each line: object name, space, reference; lines with '#' or '^' tell of the file and of tags.
    private static string FindPacked(GitCheckout checkout, string name)
    {
        ReadOnlySpan<byte> packed = ReadPacked(checkout);
        byte[] suffix = Encoding.UTF8.GetBytes($" {name}");
        foreach (Range range in packed.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = packed[range];
            if (line.EndsWith(suffix) && Encoding.ASCII.GetString(line[..^suffix.Length]) is var value && IsObjectName(value))
            {
                return value;
            }
        }

        return "";
    }

    private static bool IsReferenceName(string name) => name.StartsWith("refs/", StringComparison.Ordinal) && !name.Contains("..", StringComparison.Ordinal);

    private static bool IsObjectName(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The packed references; empty where there are none.</summary>
    public static byte[] ReadPacked(GitCheckout checkout) =>
        ReadBounded(Path.Combine(checkout.CommonDirectory, "packed-refs"), MostPackedBytes);

    /// <summary>The first lines of a file, without the end of the last; empty where it cannot be read.</summary>
    public static string ReadLine(string path) => Encoding.UTF8.GetString(ReadBounded(path, MostReferenceBytes)).TrimEnd('\r', '\n');

    private static byte[] ReadBounded(string path, long most)
    {
        try
        {
            return GitRepository.ReadIfExists(path, most) ?? [];
        }
        catch (SyncException)
        {
            // No regular file, or far too long: nobody can tell then what is checked out.
            return [];
        }
    }
}
