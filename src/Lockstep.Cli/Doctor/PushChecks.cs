using System.Globalization;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Inspecting;
using Lockstep.Tree;

namespace Lockstep.Cli.Doctor;

/// <summary>Judges a preview of a push, which went all the way to the target's state.</summary>
internal static class PushChecks
{
    /// <summary>Whether a push would work as far as planning it tells.</summary>
    public static Check Push(RunSummary summary, TargetStatus? status, PlanRecorder plan)
    {
        if (summary.Exit != ExitCode.Done)
        {
            return Check.FailWith(CheckNames.Push, summary.Exit, summary.Message ?? string.Create(CultureInfo.InvariantCulture, $"would end with exit code {(int)summary.Exit}"));
        }

        if (status?.Refusal is { } refusal)
        {
            return Check.FailWith(CheckNames.Push, ExitCode.Refused, $"would be refused: {refusal}");
        }

        string notes = string.Concat(plan.Notes.Select(note => $"; {note}"));
        int changes = status?.Changes.Count ?? 0;
        return Check.Ok(CheckNames.Push, string.Create(
            CultureInfo.InvariantCulture,
            $"would change {changes:N0} {(changes == 1 ? "entry" : "entries")}, {ByteText.Of(plan.Plan?.ContentBytes ?? 0)}, by the agent{notes}"));
    }

    /// <summary>Who else uses the target.</summary>
    public static Check Clients(TargetStatus status, DateTimeOffset now)
    {
        if (status.Holder is { } holder)
        {
            return Check.Fail(CheckNames.Clients, ExitCode.SyncFailed, $"held by {DisplayText.Of(holder)}", "Wait until that is done (lockstep push --wait 5m does), or end it there.");
        }

        return Check.Ok(CheckNames.Clients, status switch
        {
            { LastRun: 0 } => "nobody has pushed there yet",
            { Last: { } last } => string.Create(
                CultureInfo.InvariantCulture,
                $"nobody is at work there; the last was {DisplayText.Of(last.Owner)}, run {status.LastRun}, {AgeText.Of(last.Started, now)}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"nobody is at work there; the last run was {status.LastRun}"),
        });
    }
}
