namespace Lockstep.Cli.Settings;

/// <summary>The hosts that the user's <c>~/.ssh/config</c> names, to be suggested. ssh itself decides what each of them means.</summary>
internal static class SshHosts
{
    private const int MaxLength = 1 << 20, MaxFiles = 20, MaxHosts = 1000;

    /// <summary>Their names in the file's order, without patterns; none where there is no such file.</summary>
    public static IReadOnlyList<string> Of(UserEnvironment environment)
    {
        List<string> hosts = [];
        if (environment.Home.Length > 0)
        {
            string directory = Path.Join(environment.Home, ".ssh");
            int files = 0;
            Read(Path.Join(directory, "config"), directory, hosts, ref files);
        }

        return [.. hosts.Distinct().Take(MaxHosts)];
    }

    private static void Read(string file, string directory, List<string> hosts, ref int files)
    {
        if (++files > MaxFiles)
        {
            return;
        }

        foreach (string line in LinesOf(file))
        {
            string[] words = line.Split([' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
            if (words is [var key, ..] && key.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                hosts.AddRange(words[1..].Select(word => word.Trim('"')).Where(IsName));
            }
            else if (words is [var include, ..] && include.Equals("Include", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string path in words[1..].SelectMany(word => FilesOf(word.Trim('"'), directory)))
                {
                    Read(path, directory, hosts, ref files);
                }
            }
        }
    }

    // A pattern is no host, and neither is what could not be typed after lockstep.
    private static bool IsName(string word) => TargetAddress.TryParse(word + ":", out TargetAddress? address, out _) && address.Host == word && word.IndexOfAny(['*', '?', '!']) < 0;

    private static string[] LinesOf(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: < MaxLength } ? File.ReadAllLines(file) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A suggestion is lost, nothing else; ssh reads the file itself.
            return [];
        }
    }

    private static string[] FilesOf(string word, string directory)
    {
        string home = Path.GetDirectoryName(directory)!;
        string path = HomePath.Resolve(word, directory, home);
        try
        {
            return Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Order(StringComparer.Ordinal).Take(MaxFiles).ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
