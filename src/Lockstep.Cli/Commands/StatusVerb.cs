using System.CommandLine;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep status</c>: what is not pushed yet, drift, the last run, who is at it now.</summary>
internal static class StatusVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var jobs = new JobsOption();
        var ignored = new Option<bool>("--ignored") { Description = "List first what of the project is not sent, and why" };
        Argument<string[]> targets = TargetWords.Several();
        var exitCode = new ExitCodeOption("something is not pushed, or was changed on the target");
        var command = new Command("status", "Show what is not pushed, what was changed there, and the last run") { targets };
        foreach (Option option in (IEnumerable<Option>)[exitCode, ignored, .. flags.OfPlan, jobs])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            PushOptions options = flags.Over(workspace.Configuration, parsed) with { IsDryRun = true, Confirmed = global.IsConfirmed(parsed), Deploy = null };
            var view = new RunViewOptions(global.Verbosity(parsed), IsDryRun: true, Paths: []) { ShowsPlan = false, Wording = RunWording.Status };
            IReadOnlyList<ResolvedTarget> resolved = workspace.Targets.Resolve(parsed.GetValue(targets)!);
            Project project = workspace.For(resolved).Project;
            using IProjectSession session = open(project, options.Filter);
            session.ShareAmong(resolved.Count);
            if (parsed.GetValue(ignored))
            {
                var entries = new StandingEntries(project.Directory);
                new NotSentList(new NotSent(entries, session.Explain), workspace.Output, global.IsJson(parsed) ? new JsonLines(workspace.Output) : null).Show();
            }

            var runs = new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System);
            return (int)await runs.RunAsync(
                resolved,
                new TargetSchedule(jobs.Of(parsed)),
                (target, observer, token) => exitCode.JudgeAsync(
                    parsed, view, countsDrift: true, observer, seen => session.StatusAsync(target.Push, options, seen, status => Show(target.Push, status), token)),
                cancellation);

            void Show(PushTarget target, TargetStatus status)
            {
                UserOutput output = runs.OutputOf(target.Name);
                if (global.IsJson(parsed))
                {
                    new JsonLines(output).Write("status", target.Name, writer => JsonStatus.Write(writer, status, PlaceText.Of(target)));
                    return;
                }

                output.ResultLines(string.Join('\n', StatusText.Of(
                    target.Name, PlaceText.Of(target), status, namesAll: view.Verbosity == Verbosity.Verbose, view.Time.GetUtcNow(), output.ResultPaint)));
            }
        });
        return command;
    }
}
