using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary>What is watched.</summary>
/// <param name="Title">For the table.</param>
/// <param name="FileCount">How many small files it is made of; 0 for the source tree.</param>
internal sealed record WatchedTree(string Title, int FileCount)
{
    private const int FilesPerDirectory = 100;

    // More would not fit into the memory of a usual machine, twice: of a larger tree most files are empty, which changes nothing for who watches it.
    private const int MostWithContent = 100_000;

    /// <summary>The tree that everything is measured with.</summary>
    public static WatchedTree Source { get; } = new("84,000 entries", 0);

    /// <summary>A tree of small files.</summary>
    public static WatchedTree Small(int fileCount) => new(string.Create(CultureInfo.InvariantCulture, $"{fileCount:N0} files"), fileCount);

    /// <summary>Makes it where it has to be made; its directory.</summary>
    public string Make(Field field)
    {
        if (FileCount == 0)
        {
            return field.Work.Source;
        }

        string root = field.NewDirectory("src");
        Parallel.For(0, (FileCount + FilesPerDirectory - 1) / FilesPerDirectory, number =>
        {
            string directory = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{number % FilesPerDirectory:00}/{number / FilesPerDirectory:000}"));
            Directory.CreateDirectory(directory);
            for (int file = number * FilesPerDirectory; file < Math.Min(FileCount, (number + 1) * FilesPerDirectory); file++)
            {
                string content = file < MostWithContent ? string.Create(CultureInfo.InvariantCulture, $"file {file} of {FileCount}\n") : "";
                File.WriteAllText(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{file}.txt")), content);
            }
        });
        return root;
    }

    /// <summary>Files that somebody might edit.</summary>
    public static IReadOnlyList<string> EditableIn(string root) =>
    [
        .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".c" or ".h" or ".txt" && new FileInfo(file).LinkTarget is null)
            .Select(file => Path.GetRelativePath(root, file)),
    ];
}
