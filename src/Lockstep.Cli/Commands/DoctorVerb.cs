using System.CommandLine;
using Lockstep.Cli.Doctor;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep doctor</c>: what works, what does not, and the remedy.</summary>
internal static class DoctorVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        Argument<string[]> targets = TargetWords.Several();
        var report = new Option<string?>("--report") { Description = "Write the list to FILE too, for an issue tracker", HelpName = "FILE" };
        var mask = new Option<bool>("--mask") { Description = "Leave names of people, hosts and directories out of that file" };
        var command = new Command("doctor", "Check all that a push needs, and say what to do") { targets, report, mask };
        foreach (Option option in flags.OfPlan)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(mask) && parsed.GetValue(report) is null)
            {
                throw new SyncException(ExitCode.Usage, "--mask is about the file that --report writes: add --report FILE");
            }

            UserOutput output = surroundings.Output(global.Color(parsed), configured: null);
            var list = new CheckList(output, global.IsJson(parsed), global.Verbosity(parsed));
            var visit = new DoctorVisit(global, open, surroundings, flags, list);
            await visit.RunAsync(parsed, parsed.GetValue(targets)!, cancellation);
            if (parsed.GetValue(report) is { } file)
            {
                string path = HomePath.Resolve(file, surroundings.Environment.CurrentDirectory, surroundings.Environment.Home);
                Func<string, string> masked = parsed.GetValue(mask) ? new Mask(visit.PrivateNames()).Of : text => text;
                Report.Write(path, Report.Text(list.Targets, TimeProvider.System.GetUtcNow(), masked));
                output.Remark($"wrote {DisplayText.Of(path)}{(parsed.GetValue(mask) ? "" : "; it names hosts, people and directories: --mask leaves them out")}");
            }

            return (int)list.End();
        });
        return command;
    }
}
