using System.CommandLine;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Options;

/// <summary>The options about the order of several targets, laid over what the settings say.</summary>
internal sealed class ScheduleFlags
{
    private readonly JobsOption _jobs = new();
    private readonly WordOption _strategy = new(
        "--strategy", "HOW", "Targets at once, or one after the other until one fails: parallel or rolling", "parallel", "rolling");

    public IEnumerable<Option> All => [_jobs, _strategy];

    /// <summary>The order meant: rolling is one target after the other, unless more at once are asked for.</summary>
    public TargetSchedule Over(Configuration configuration, ParseResult parsed)
    {
        bool isRolling = _strategy.Given(parsed) is { } given ? given == "rolling" : configuration.Deploy.Strategy == DeployStrategy.Rolling;
        return isRolling ? new TargetSchedule(_jobs.Asked(parsed) ?? 1, StopsAtFailure: true) : new TargetSchedule(_jobs.Of(parsed));
    }
}
