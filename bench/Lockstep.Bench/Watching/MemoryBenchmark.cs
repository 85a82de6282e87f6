using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary>Whether memory grows with the number of saves.</summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private const int Files = 1_000;
    private const int Edits = 100_000;
    private const int Samples = 10;

    /// <inheritdoc/>
    public string Name => "watch-memory";

    /// <inheritdoc/>
    public string Title => "100,000 edits of 1,000 files, as fast as they are taken, loopback";

    /// <inheritdoc/>
    public void Run(Field field, Report report)
    {
        string source = WatchedTree.Small(Files).Make(field);
        IReadOnlyList<string> files = WatchedTree.EditableIn(source);
        string destination = Path.Combine(field.NewDirectory("dst"), "root");
        var memory = new List<(long Client, long Agent)>();
        int batches = 0;
        using (LockstepWatch watch = LockstepWatch.Start(field, source, destination))
        {
            watch.NextBatch();
            for (int edit = 0; edit < Edits; edit++)
            {
                // One file a batch: the next is written when the one before it is there.
                File.WriteAllText(Path.Combine(source, files[edit % files.Count]), string.Create(CultureInfo.InvariantCulture, $"edit {edit}\n"));
                watch.NextBatch();
                batches++;
                if ((edit + 1) % (Edits / Samples) == 0)
                {
                    ProcessUse use = watch.Use!;
                    memory.Add((use.ClientKiB, use.AgentKiB));
                }
            }
        }

        report.Note(Title, "client", Series(memory.ConvertAll(sample => sample.Client)), "± 5 %");
        report.Note(Title, "agent", Series(memory.ConvertAll(sample => sample.Agent)), "± 5 %");
        report.Note(Title, "batches", string.Create(CultureInfo.InvariantCulture, $"{batches}"), "");
        field.RemoveDirectories();
    }

    private static string Series(List<long> kibibytes) =>
        $"MiB after every {Edits / Samples} edits: {string.Join(' ', kibibytes.Select(each => (each / 1024.0).ToString("0.0", CultureInfo.InvariantCulture)))}";
}
