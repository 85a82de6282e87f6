using System.Globalization;
using Lockstep.Bench;
using Lockstep.Bench.Watching;

IBenchmark[] all = [.. Scenario.All, .. WatchBenchmarks.All];
int runs = 5;
string? tree = null;
string? before = null;
string[]? only = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--runs":
            runs = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--tree":
            tree = args[++i];
            break;
        case "--against":
            before = Path.GetFullPath(args[++i]);
            break;
        case "--only":
            only = args[++i].Split(',');
            break;
        case "--list":
            Console.WriteLine(string.Join('\n', all.Select(benchmark => $"{benchmark.Name,-16} {benchmark.Title}")));
            return 0;
        default:
            Console.Error.WriteLine($"unknown option {args[i]}; see bench/run");
            return 2;
    }
}

using var work = Workplace.Create(tree, before);
using SshServer server = SshServer.Start(work.Directory);
using LongLink link = LongLink.Start(server.Port, roundTrip: TimeSpan.FromMilliseconds(50), bitsPerSecond: 100_000_000);
var report = new Report(work, runs);
var field = new Field(work, server, link, runs);
foreach (IBenchmark benchmark in all.Where(benchmark => only is null || only.Contains(benchmark.Name)))
{
    Console.Error.WriteLine($"{benchmark.Name}: {benchmark.Title}");
    benchmark.Run(field, report);
}

string file = report.Save();
Console.WriteLine(report.Text);
Console.Error.WriteLine($"written to {file}");
return 0;
