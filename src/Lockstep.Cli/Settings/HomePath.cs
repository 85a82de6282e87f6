namespace Lockstep.Cli.Settings;

/// <summary>Local paths that no shell has expanded: <c>~/</c> stands for the home directory.</summary>
internal static class HomePath
{
    /// <summary>The path with a leading <c>~/</c> replaced.</summary>
    public static string Expand(string path, string home) =>
        path == "~" ? home : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(home, path[2..]) : path;

    /// <summary>The absolute path, relative ones starting from a directory.</summary>
    public static string Resolve(string path, string directory, string home)
    {
        string absolute = Path.GetFullPath(Expand(path, home), directory);
        return absolute.Length > 1 ? absolute.TrimEnd('/') : absolute;
    }
}
