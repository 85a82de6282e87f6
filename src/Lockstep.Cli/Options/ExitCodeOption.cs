using System.CommandLine;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;

namespace Lockstep.Cli.Options;

/// <summary><c>--exit-code</c>: a look at a target leaves with 1 where something differs, as <c>git diff --exit-code</c> does.</summary>
internal sealed class ExitCodeOption : Option<bool>
{
    /// <param name="what">What it is that differs, as the end of a sentence.</param>
    public ExitCodeOption(string what)
        : base("--exit-code") => Description = $"Leave with 1 where {what}";

    /// <summary>Looks, and has the result say whether something differs, where the user wants that.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="view">Which changes count.</param>
    /// <param name="countsDrift">Whether what somebody changed on the target counts, too.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="look">Looks.</param>
    public async Task<RunSummary> JudgeAsync(
        ParseResult parsed, RunViewOptions view, bool countsDrift, IRunObserver observer, Func<IRunObserver, Task<RunSummary>> look)
    {
        if (!parsed.GetValue(this))
        {
            return await look(observer);
        }

        var seen = new Differences(view, countsDrift, observer);
        RunSummary summary = await look(seen);
        return summary with { HasDifferences = seen.Any };
    }

    private sealed class Differences(RunViewOptions view, bool countsDrift, IRunObserver observer) : IRunObserver
    {
        public bool Any { get; private set; }

        public void Tell(SessionEvent told)
        {
            Any |= told switch
            {
                SessionEvent.Planned planned => planned.Plan.Changes.Any(change => view.Lists(change)),
                SessionEvent.DriftFound => countsDrift,
                _ => false,
            };
            observer.Tell(told);
        }
    }
}
