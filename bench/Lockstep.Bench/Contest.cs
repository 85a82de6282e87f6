using System.Globalization;

namespace Lockstep.Bench;

/// <summary>Lets all contestants do a scenario's work in turn, A B C A B C, so that a machine that gets slower is slower for all.</summary>
internal sealed class Contest(Workplace work, Scenario scenario, SshServer server, LongLink? link)
{
    private readonly IReadOnlyList<Contestant> _contestants = [.. scenario.Peers, .. scenario.Before(work.Before), scenario.Own];
    private readonly string _source = scenario.Make is null ? Path.Combine(work.Source, scenario.Part).TrimEnd('/') : Path.Combine(work.Directory, "made", scenario.Name);

    /// <summary>Runs it; the first round is a warm-up and not counted.</summary>
    public IReadOnlyList<Result> Run(int runs)
    {
        if (scenario.Make is not null)
        {
            Shell.Run(Fill(scenario.Make, "", 0));
        }

        List<Result> results = [.. _contestants.Select(contestant => new Result(contestant.Name))];
        for (int round = 0; round <= runs; round++)
        {
            Shell.Run(Fill(round == 0 ? "true" : scenario.Change, "", round));
            int turn = 0;
            foreach (Contestant contestant in _contestants)
            {
                string destination = Path.Combine(work.Directory, "dst", string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}-{turn}"));
                Shell.Run($"mkdir -p {work.Directory}/dst; {(scenario.IsCold ? $"rm -rf {destination} {destination}.client {work.Directory}/dst/.lockstep" : "true")}");
                Shell.Run(Fill(contestant.Before, destination, round));
                Measurement measurement = Shell.Measure(Fill(contestant.Line, destination, round), () => link?.Sent ?? 0);
                if (round > 0)
                {
                    results[turn].Add(measurement);
                }

                turn++;
            }
        }

        Shell.Run($"rm -rf {work.Directory}/dst {work.Directory}/made");
        return results;
    }

    private string Fill(string line, string destination, int round) => line
        .Replace("{tree}", work.Source, StringComparison.Ordinal)
        .Replace("{src}", _source, StringComparison.Ordinal)
        .Replace("{dst}", destination, StringComparison.Ordinal)
        .Replace("{ssh}", server.Ssh(link?.Port ?? server.Port), StringComparison.Ordinal)
        .Replace("{lockstep}", Workplace.Lockstep, StringComparison.Ordinal)
        .Replace("{i}", round.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}

/// <summary>All measurements of one contestant.</summary>
/// <param name="name">Who.</param>
internal sealed class Result(string name)
{
    private readonly List<Measurement> _measurements = [];

    /// <summary>Who.</summary>
    public string Name => name;

    /// <summary>Every counted run's wall time in seconds, in order.</summary>
    public IEnumerable<double> Seconds => _measurements.Select(measurement => measurement.Elapsed.TotalSeconds);

    /// <summary>Median wall time in seconds.</summary>
    public double Median => MedianOf(Seconds);

    /// <summary>Median of the bytes sent.</summary>
    public double Sent => MedianOf(_measurements.Select(measurement => (double)measurement.Sent));

    /// <summary>Most memory of any run in MiB.</summary>
    public double PeakMiB => _measurements.Max(measurement => measurement.PeakKiB) / 1024.0;

    /// <summary>Adds a run.</summary>
    public void Add(Measurement measurement) => _measurements.Add(measurement);

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
