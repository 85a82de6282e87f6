using System.Security.Cryptography;

namespace Lockstep.InteropTests.Faults;

/// <summary>What stands in a tree, by path.</summary>
internal static class TreeContents
{
    /// <summary>Files by their hash, links by their text.</summary>
    public static Dictionary<string, string> Of(string directory)
    {
        var contents = new Dictionary<string, string>();
        foreach (FileSystemInfo entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            if (entry.LinkTarget is { } text)
            {
                contents[Path.GetRelativePath(directory, entry.FullName)] = $"-> {text}";
            }
            else if (entry is FileInfo file)
            {
                contents[Path.GetRelativePath(directory, entry.FullName)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)));
            }
        }

        return contents;
    }
}
