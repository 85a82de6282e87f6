using Lockstep.Sessions;

namespace Lockstep.Tests.Attacks.Histories;

/// <summary>What the steps of one history share.</summary>
internal sealed class HistoryScene : IDisposable
{
    public HistoryScene(int seed)
    {
        Random = new Random(seed);
        Checkouts = new SeveralCheckouts(Random.Next(2) == 0 ? ["ann", "bob"] : ["ann", "bob", "cem"]);
        Commits = new Commits(Checkouts);
        Ledger = new TargetLedger(Commits);
        Model = new ClientsModel(Checkouts, Commits, Ledger);
        Treasure = new Treasure(Checkouts);
    }

    public Random Random { get; }

    public SeveralCheckouts Checkouts { get; }

    public Commits Commits { get; }

    public TargetLedger Ledger { get; }

    public ClientsModel Model { get; }

    public Treasure Treasure { get; }

    /// <summary>What was done, for the message of a failure.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Whether a watch holds the target at the moment, so that others may have to wait.</summary>
    public Checkout? Watching { get; set; }

    public bool Once(int times) => Random.Next(times) == 0;

    /// <summary>Somebody, but not who watches.</summary>
    public Checkout Anybody()
    {
        Checkout[] free = [.. Checkouts.People.Where(person => person != Watching)];
        return free[Random.Next(free.Length)];
    }

    public void Tell(Checkout who, string what, RunSummary summary)
    {
        string problems = string.Concat(who.Told.Problems.Select(problem => $" ({problem.Path}: {problem.Cause})"));
        Told.Add($"{who.Name} {what}: {summary.Exit} {summary.Message}{problems} [{ClientsModel.TreeOf(who)} | {Model.Target}]");
        if (summary.Exit == ExitCode.SyncFailed)
        {
            Assert.DoesNotContain("protocol", summary.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Checkouts.Dispose();
}
