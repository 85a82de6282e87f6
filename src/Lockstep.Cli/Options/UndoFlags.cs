using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;

namespace Lockstep.Cli.Options;

/// <summary>The options that say how far back an undo goes, and how it is done.</summary>
internal sealed class UndoFlags
{
    private readonly Option<long?> _run = new("--run")
    {
        Description = "Back to before run N (see 'lockstep history')",
        HelpName = "N",
        CustomParser = ParseRun,
    };

    private readonly Option<DateTimeOffset?> _to = new("--to")
    {
        Description = "Back to how it was at TIME: 10m or 2h (ago), 14:30, \"2026-11-23 14:30\", 2026-11-23T14:30:00Z",
        HelpName = "TIME",
        CustomParser = ParseTime,
    };

    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Show the plan, change nothing" };
    private readonly Option<int?> _maxDelete = new("--max-delete")
    {
        Description = "Refuse to delete more than N entries",
        HelpName = "N",
        CustomParser = PushFlags.ParseCount,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Go back over what somebody changed on the target since" };
    private readonly Option<bool> _local = new("--local") { Description = "Undo what a pull did in the project, not on a target" };

    public IEnumerable<Option> All => [_run, _to, _dryRun, _force, _maxDelete, _local];

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="SyncException">They do.</exception>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_run) is not null && parsed.GetValue(_to) is not null)
        {
            throw new SyncException(ExitCode.Usage, "--run and --to both say how far back: give one of them");
        }
    }

    public bool IsLocal(ParseResult parsed) => parsed.GetValue(_local);

    /// <summary>The targets meant: with <c>--local</c> the project.</summary>
    /// <exception cref="SyncException">A target was named besides.</exception>
    public IReadOnlyList<ResolvedTarget> Targets(ParseResult parsed, IReadOnlyList<string> named, Workspace workspace)
    {
        if (!IsLocal(parsed))
        {
            return workspace.Targets.Resolve(named);
        }

        return named.Count == 0
            ? [workspace.ProjectAsTarget]
            : throw new SyncException(ExitCode.Usage, "--local undoes in the project and takes no target");
    }

    /// <summary>How far back, and what.</summary>
    public UndoRequest Request(ParseResult parsed, IReadOnlyList<string> paths, Workspace workspace) => new()
    {
        Run = parsed.GetValue(_run),
        To = parsed.GetValue(_to),
        Paths = [.. paths.Select(path => ProjectPath.Parse(path, workspace.Project, workspace.Environment.CurrentDirectory))],
    };

    /// <summary>The options given, over the settings.</summary>
    public PushOptions Over(Configuration configuration, ParseResult parsed) => PushFlags.Settled(configuration) with
    {
        IsDryRun = parsed.GetValue(_dryRun),
        Force = parsed.GetValue(_force),
        MaxDelete = parsed.GetValue(_maxDelete),
    };

    private static long? ParseRun(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long run) && run > 0)
        {
            return run;
        }

        result.AddError($"--run takes the number of a run, not '{text}'");
        return null;
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        if (PastTime.TryParse(result.Tokens[0].Value, TimeProvider.System, out DateTimeOffset moment, out string? flaw))
        {
            return moment;
        }

        result.AddError($"--to {flaw}");
        return null;
    }
}
