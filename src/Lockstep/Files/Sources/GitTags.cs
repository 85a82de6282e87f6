using System.Text;
using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>
/// Tells the tag of a commit from the references alone. Packed references have the commit of an annotated tag on a line of
/// its own behind it (<c>^COMMIT</c>); that of a loose one would be in an object, which is not read.
/// </summary>
internal static class GitTags
{
    private const string Prefix = "refs/tags/";

    /// <summary>More loose tags than this are not looked at: each is a file.</summary>
    private const int MostLoose = 1000;

    /// <summary>The tag of a commit, the last by name; empty where none is found. Safe to print.</summary>
    public static string Find(GitCheckout checkout, string commit)
    {
        string best = "";
        foreach (string tag in FindLoose(checkout, commit).Concat(FindPacked(checkout, commit)))
        {
            best = string.CompareOrdinal(tag, best) > 0 ? tag : best;
        }

        return DisplayText.Of(best);
    }

    private static IEnumerable<string> FindLoose(GitCheckout checkout, string commit)
    {
        string directory = Path.Combine(checkout.CommonDirectory, Prefix.TrimEnd('/'));
        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            return [.. Directory.EnumerateFiles(directory, "*", options)
                .Take(MostLoose)
                .Where(file => GitHead.ReadLine(file) == commit)
                .Select(file => Path.GetRelativePath(directory, file))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No tags that anybody could read: the commit has no name then.
            return [];
        }
    }

    private static List<string> FindPacked(GitCheckout checkout, string commit)
    {
        var found = new List<string>();
        ReadOnlySpan<byte> packed = GitHead.ReadPacked(checkout);
        byte[] name = Encoding.ASCII.GetBytes(commit);
        string tag = "";
        foreach (Range range in packed.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = packed[range];
            bool isPeeled = line.Length > 0 && line[0] == (byte)'^';
            if (!isPeeled)
            {
                tag = TagOf(line);
            }

            if (tag.Length > 0 && (isPeeled ? line[1..] : line).StartsWith(name))
            {
                found.Add(tag);
            }
        }

        return found;
    }

    private static string TagOf(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        string reference = space < 0 ? "" : Encoding.UTF8.GetString(line[(space + 1)..]);
        return reference.StartsWith(Prefix, StringComparison.Ordinal) ? reference[Prefix.Length..] : "";
    }
}
