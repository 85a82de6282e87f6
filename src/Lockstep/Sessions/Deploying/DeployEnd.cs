using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>What came of the commands of a deploy.</summary>
internal sealed record DeployEnd
{
    /// <summary>The deploy command's own exit code; null where it did not run.</summary>
    public int? ExitCode { get; private init; }

    /// <summary>How a command failed, without a period; null where none did.</summary>
    public string? Failure { get; private init; }

    /// <summary>Why the target did not start a command; null where it started all.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Whether the commands behind the last one were left out.</summary>
    public bool HasFailed => Failure is not null || Refusal is not null;

    /// <summary>The same with one more command that has ended.</summary>
    public DeployEnd With(DeployAct act, CommandResult result)
    {
        if (result.Refusal is { } why)
        {
            string what = act.Source == OutputSource.Deploy ? "the deploy command" : $"'{act.Shown}'";
            return this with { Refusal = $"{what} was not run: {why}" };
        }

        return this with
        {
            ExitCode = act.Source == OutputSource.Deploy ? result.ExitCode : ExitCode,
            Failure = result.ExitCode == 0 && !result.TimedOut ? null : act.FailureOf(result),
        };
    }
}
