using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary><c>git checkout</c> between two states that differ in 10,000 files: one batch, committed at once, and no slower than a push of the same by itself.</summary>
internal sealed class CheckoutBenchmark : IBenchmark
{
    private const int Changed = 10_000;

    /// <inheritdoc/>
    public string Name => "watch-checkout";

    /// <inheritdoc/>
    public string Title => "git checkout, 10,000 of 84,000 entries change, loopback";

    /// <inheritdoc/>
    public void Run(Field field, Report report)
    {
        string source = MakeRepository(field);
        string destination = Path.Combine(field.NewDirectory("dst"), "root");
        string list = Path.Combine(field.Work.Directory, "watch", "changed");
        Shell.Run($"git -C {source} diff --name-only one two > {list}");
        var batches = new List<string>();
        var times = new List<double>();
        using (LockstepWatch watch = LockstepWatch.Start(field, source, destination))
        {
            watch.NextBatch();
            for (int round = 0; round < field.Runs + 1; round++)
            {
                Shell.Run($"git -C {source} checkout -q {(round % 2 == 0 ? "two" : "one")}");
                long done = Stopwatch.GetTimestamp();
                Batch batch = watch.NextBatch();
                double seconds = Stopwatch.GetElapsedTime(done, batch.At).TotalSeconds;

                // What came behind the first batch would have come by now.
                Thread.Sleep(TimeSpan.FromSeconds(2));
                if (round > 0)
                {
                    times.Add(seconds);
                    batches.Add(string.Create(CultureInfo.InvariantCulture, $"{1 + watch.Waiting} batch, {batch.Changes} files, renames within {Spread(destination, list):0} ms, there {seconds:0.00} s after git was done ({batch.Times})"));
                }

                while (watch.Waiting > 0)
                {
                    watch.NextBatch();
                }
            }
        }

        double push = MeasurePush(field, source, destination);
        foreach (string batch in batches)
        {
            report.Note(Title, "lockstep watch", batch, "1 batch, ≤ 100 ms");
        }

        double median = times.Order().ElementAt(times.Count / 2);
        report.Note(Title, "lockstep push of the same", string.Create(CultureInfo.InvariantCulture, $"{push:0.00} s; watch takes {median / push:0.00} times that"), "≤ 1.2");
        field.RemoveDirectories();
    }

    private static string MakeRepository(Field field)
    {
        string source = field.NewDirectory("src");
        const string Identity = "-c user.name=bench -c user.email=bench@localhost -c gc.auto=0";
        Shell.Run($"cp -a {field.Work.Source}/. {source}/ && rm -f {source}/.gitignore");
        Shell.Run($"cd {source} && git init -q && git add -A && git {Identity} commit -qm one && git tag one");
        Shell.Run($"cd {source} && git ls-files -- '*.c' '*.h' | head -n {Changed} | while read -r file; do echo '// two' >> \"$file\"; done");
        Shell.Run($"cd {source} && git {Identity} commit -qam two && git tag two && git checkout -q one");
        return source;
    }

    /// <summary>Milliseconds from the first rename to the last: a rename sets the time of a file's status, and nothing does after it.</summary>
    private static double Spread(string destination, string list)
    {
        string times = $"{list}-times";
        Shell.Run($"cd {destination} && xargs -d '\\n' stat --printf '%.9Z\\n' < {list} > {times}");
        double[] seconds = [.. File.ReadLines(times).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        return 1000 * (seconds.Max() - seconds.Min());
    }

    private static double MeasurePush(Field field, string source, string destination)
    {
        string push = $"LOCKSTEP_SSH=\"{field.Ssh(isLong: false)}\" {Workplace.Lockstep} -q -C {source} push --hidden --no-gitignore --no-deploy --yes box:{destination}";
        Shell.Run(push);
        var times = new List<double>();
        for (int round = 0; round < field.Runs; round++)
        {
            Shell.Run($"cd {source} && if git diff --quiet HEAD one; then git checkout -q two; else git checkout -q one; fi");
            times.Add(Shell.Measure(push, () => 0).Elapsed.TotalSeconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}
