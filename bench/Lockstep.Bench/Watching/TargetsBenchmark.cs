using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary>One push to many targets on one server, against a push to one of them: what the client's processors do for reading and compressing.</summary>
internal sealed record TargetsBenchmark(string Name, string Compression) : IBenchmark
{
    private const int Targets = 20;
    private const string Part = "drivers/net";
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(3);

    /// <inheritdoc/>
    public string Title => $"{Part}/ to 20 targets on one sshd, --compress {Compression}";

    /// <inheritdoc/>
    public void Run(Field field, Report report)
    {
        Push(field, 1);
        Cost one = Median(field, 1);
        Cost many = Median(field, Targets);
        report.Note(Title, "one target", one.ToString(), "");
        report.Note(
            Title,
            "20 targets",
            string.Create(CultureInfo.InvariantCulture, $"{many}; user time {many.User / one.User:0.00} times, user and system time {(many.User + many.System) / (one.User + one.System):0.00} times that of one"),
            "≤ 1.5 (reading and compressing)");
        field.RemoveDirectories();
    }

    private Cost Median(Field field, int count)
    {
        List<Cost> costs = [.. Enumerable.Range(0, field.Runs).Select(_ => Push(field, count)).OrderBy(cost => cost.User)];
        return costs[costs.Count / 2];
    }

    private Cost Push(Field field, int count)
    {
        string source = Path.Combine(field.Work.Source, Part);
        string parent = field.NewDirectory("many");
        string[] words =
        [
            "-q", "-C", source, "push", "--hidden", "--no-gitignore", "--no-deploy", "--yes", "--compress", Compression, "--jobs", "20",
            .. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"box:{parent}/{number}")),
        ];
        var start = new ProcessStartInfo(Workplace.Lockstep, words);
        start.Environment["LOCKSTEP_SSH"] = field.Ssh(isLong: false);
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        (double user, double system) = (0, 0);
        while (!process.WaitForExit(SampleInterval))
        {
            // Of the client alone: what is asked for when it has ended would hold its ssh too.
            (user, system) = ProcessUse.CpuOf(process.Id) ?? (user, system);
        }

        return process.ExitCode == 0
            ? new Cost(user / 1000, system / 1000, Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw new InvalidOperationException($"the push to {count} targets ended with {process.ExitCode}");
    }

    /// <summary>What one push took, in seconds.</summary>
    private readonly record struct Cost(double User, double System, double Elapsed)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"client {User:0.00} s user, {System:0.00} s system; {Elapsed:0.0} s elapsed");
    }
}
