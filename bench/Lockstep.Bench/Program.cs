using System.Globalization;
using Lockstep.Bench;

int runs = 5;
string? tree = null;
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
        case "--only":
            only = args[++i].Split(',');
            break;
        case "--list":
            Console.WriteLine(string.Join('\n', Scenario.All.Select(scenario => $"{scenario.Name,-16} {scenario.Title}")));
            return 0;
        default:
            Console.Error.WriteLine($"unknown option {args[i]}; see bench/run");
            return 2;
    }
}

using var work = Workplace.Create(tree);
using SshServer server = SshServer.Start(work.Directory);
using LongLink link = LongLink.Start(server.Port, roundTrip: TimeSpan.FromMilliseconds(50), bitsPerSecond: 100_000_000);
var report = new Report(work, runs);
foreach (Scenario scenario in Scenario.All.Where(scenario => only is null || only.Contains(scenario.Name)))
{
    Console.Error.WriteLine($"{scenario.Name}: {scenario.Title}");
    report.Add(scenario, new Contest(work, scenario, server, scenario.IsLong ? link : null).Run(runs));
}

string file = report.Save();
Console.WriteLine(report.Text);
Console.Error.WriteLine($"written to {file}");
return 0;
