using System.Globalization;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>One command of a deploy: a line of <c>[[on_change]]</c>, the deploy command, or the check that judges it.</summary>
/// <param name="Source">Which of them.</param>
/// <param name="Command">What runs.</param>
/// <param name="Shown">What runs, as a user would type it; safe to print.</param>
/// <param name="Timeout">How long it may take; for a check, all attempts together.</param>
internal sealed record DeployAct(OutputSource Source, DeployCommand Command, string Shown, TimeSpan Timeout)
{
    /// <summary>Whether it is tried until it succeeds.</summary>
    public bool IsCheck => Source == OutputSource.Check;

    /// <summary>A line of <c>[[on_change]]</c>.</summary>
    public static DeployAct Of(ChangeRule rule) => new(
        OutputSource.OnChange, DeployCommand.OfLine(rule.Command), DisplayText.Of(rule.Command), rule.Timeout);

    /// <summary>The check of a step; null where it has none.</summary>
    public static DeployAct? CheckOf(DeployStep step) => step.Check is { } line
        ? new(OutputSource.Check, DeployCommand.OfLine(line), DisplayText.Of(line), step.CheckTimeout)
        : null;

    /// <summary>
    /// Whether what an earlier command had to find on the target holds for this check too. The deploy was found to be the
    /// user's own a moment ago, and what it changed of the files since is its business.
    /// </summary>
    /// <param name="earlier">The first command of the deploy.</param>
    public bool IsJudgedWith(DeployAct earlier) =>
        IsCheck && (Command.Check.Sudo == SudoUse.Never || earlier.Command.Check.Sudo != SudoUse.Never);

    /// <summary>Says how it failed, without what has to do with the files.</summary>
    /// <param name="result">How it ended.</param>
    public string FailureOf(CommandResult result)
    {
        string limit = string.Create(CultureInfo.InvariantCulture, $"{Timeout.TotalSeconds:0.#} s");
        string code = string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}");
        return Source switch
        {
            OutputSource.Check => $"the check '{Shown}' did not succeed within {limit} ({code})",
            OutputSource.OnChange when result.TimedOut => $"'{Shown}' of [[on_change]] was ended after {limit}, its time limit",
            OutputSource.OnChange => $"'{Shown}' of [[on_change]] failed with {code}",
            _ when result.TimedOut =>
                $"the deploy command was ended after {limit}, its time limit; raise [deploy] timeout if it needs longer",
            _ => $"the deploy command failed with {code}",
        };
    }
}
