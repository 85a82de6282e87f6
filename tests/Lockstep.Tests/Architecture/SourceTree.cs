namespace Lockstep.Tests.Architecture;

/// <summary>The source tree that the tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>The absolute path of a file or folder in it.</summary>
    public static string PathOf(string path) => Path.Combine(Root(), path);

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Lockstep.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory
            ?? throw new InvalidOperationException($"no Lockstep.slnx above '{AppContext.BaseDirectory}': run the tests where they were built");
    }
}
