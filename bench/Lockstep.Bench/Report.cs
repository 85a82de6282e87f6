using System.Globalization;
using System.Text;

namespace Lockstep.Bench;

/// <summary>The results as a table, with machine and date, and every single run below it.</summary>
internal sealed class Report(Workplace work, int runs)
{
    private readonly StringBuilder _table = new();
    private readonly StringBuilder _raw = new();
    private readonly StringBuilder _notes = new();
    private readonly string _load = File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>The whole report.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"""
        # {DateTime.UtcNow:yyyy-MM-dd}, {Machine()}

        Over a real sshd on 127.0.0.1, files in {(work.Directory.StartsWith("/dev/shm", StringComparison.Ordinal) ? "memory (tmpfs)" : "a directory on disk")}. Load of the machine when this started: {_load}.
        {Races()}{Notes()}
        """).TrimEnd() + "\n";

    /// <summary>Adds a scenario.</summary>
    public void Add(Scenario scenario, IReadOnlyList<Result> results)
    {
        foreach (Result result in results)
        {
            bool isOurs = result.Name == scenario.Own.Name;
            string limit = isOurs ? string.Create(CultureInfo.InvariantCulture, $"≤ {scenario.Limit}") : "";
            string sent = result.Sent > 0 ? string.Create(CultureInfo.InvariantCulture, $"{result.Sent / 1e6:0.00} MB") : "";
            _table.Append(CultureInfo.InvariantCulture, $"| {scenario.Title} | {result.Name} | {result.Median:0.000} | {result.Median / results[0].Median:0.00} | {limit} | {sent} | {result.PeakMiB:0.0} |\n");
            _raw.Append(CultureInfo.InvariantCulture, $"- {scenario.Name}, {result.Name}: {string.Join(' ', result.Seconds.Select(seconds => seconds.ToString("0.000", CultureInfo.InvariantCulture)))}\n");
        }
    }

    /// <summary>Adds what cannot be told as one time.</summary>
    public void Note(string work, string who, string measured, string goal)
    {
        _notes.Append(CultureInfo.InvariantCulture, $"| {work} | {who} | {measured} | {goal} |\n");
        Console.Error.WriteLine($"  {who}: {measured}");
    }

    /// <summary>Writes it below bench/results; returns the file.</summary>
    public string Save()
    {
        string file = Path.Combine("bench", "results", string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd-HHmm}.md"));
        File.WriteAllText(file, Text);
        return file;
    }

    private string Races() => _table.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"""

        Medians of {runs} runs in turn after a warm-up. "Sent" is what went to the server through the long link, ssh's own bytes included; loopback runs are not counted.
        "Peak" is the largest process on the client's side.

        | work | who | seconds | ratio | must be | sent | peak MiB |
        |---|---|---|---|---|---|---|
        {_table}
        ## Every run, seconds

        {_raw}
        """);

    private string Notes() => _notes.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"""

        ## Watching, and many targets

        | work | who | measured | must be |
        |---|---|---|---|
        {_notes}
        """);

    private static string Machine()
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores of {model}, {Environment.OSVersion.VersionString}");
    }
}
