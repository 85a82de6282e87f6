using System.Globalization;
using Lockstep.Sessions;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>A moment of a command that runs after a batch, for people.</summary>
internal static class StepText
{
    /// <summary>What runs: <c>deploy</c>, <c>on_change 'make'</c>, <c>command './server'</c>.</summary>
    public static string NameOf(CommandStep step) =>
        step.Source == OutputSource.Deploy ? SourceName.Of(step.Source) : $"{SourceName.Of(step.Source)} '{step.Command}'";

    /// <summary>What became of it.</summary>
    /// <param name="step">What is told.</param>
    /// <param name="target">The target, as the command line calls it.</param>
    public static string Of(CommandStep step, string target)
    {
        string code = step.Result is { } result ? string.Create(CultureInfo.InvariantCulture, $" with exit code {result.ExitCode}") : "";
        return step.State switch
        {
            StepState.Started => $"{NameOf(step)} started",
            StepState.Succeeded => $"{NameOf(step)} done in {TimeText.Of(step.Duration)}",
            StepState.Failed => $"{NameOf(step)} failed{code} after {TimeText.Of(step.Duration)}; the files are in place, the next save tries again",
            StepState.TimedOut => $"{NameOf(step)} was ended after {TimeText.Of(step.Duration)}, its time limit; the files are in place, the next save tries again",
            StepState.Stopped => $"{NameOf(step)} was stopped",
            StepState.GoesOn => $"{NameOf(step)} has been running for {TimeText.Of(step.Duration)}, and goes on",
            StepState.Left => $"{NameOf(step)} goes on without us; to end it: lockstep run {ShellWord.Of(target) ?? "TARGET"} --stop",
            _ => $"{NameOf(step)} ended by itself{code} after {TimeText.Of(step.Duration)}; it starts again with the next change",
        };
    }

    /// <summary>Whether it is something to be put right.</summary>
    public static bool IsTrouble(CommandStep step) => step.State is StepState.Failed or StepState.TimedOut or StepState.Ended;
}
