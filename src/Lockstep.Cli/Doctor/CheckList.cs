using System.Globalization;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;

namespace Lockstep.Cli.Doctor;

/// <summary>Collects checks and shows each at once.</summary>
internal sealed class CheckList(UserOutput output, bool isJson, Verbosity verbosity)
{
    private readonly List<(string Target, List<Check> Checks)> _targets = [(string.Empty, [])];
    private readonly List<Check> _held = [];
    private readonly JsonLines _json = new(output);

    /// <summary>The checks of each target; those before the first target stand under an empty name.</summary>
    public IReadOnlyList<(string Target, IReadOnlyList<Check> Checks)> Targets =>
        [.. _targets.Where(target => target.Checks.Count > 0).Select(target => (TargetLabel.Of(target.Target), (IReadOnlyList<Check>)target.Checks))];

    private ExitCode Exit => WorstExit.Of([.. _targets.SelectMany(target => target.Checks).Select(check => check.Exit)]);

    /// <summary>What comes next is about a target.</summary>
    public void Start(string target)
    {
        ShowHeld();
        _targets.Add((target, []));
        if (!isJson && verbosity != Verbosity.Quiet)
        {
            output.Result(TargetLabel.Of(target));
        }
    }

    /// <summary>Adds a check.</summary>
    public void Tell(Check check)
    {
        _targets[^1].Checks.Add(check);
        if (isJson)
        {
            JsonCheck.Show(check, _targets.Count == 1 ? null : _targets[^1].Target, _json);
        }
        else if (check.Verdict == Verdict.NotChecked)
        {
            _held.Add(check);
        }
        else
        {
            ShowHeld();
            Show(check);
        }
    }

    // Checks that could not be done for one reason are one line.
    private void ShowHeld()
    {
        foreach (IGrouping<string, Check> alike in _held.GroupBy(check => check.Text))
        {
            Check[] checks = [.. alike];
            Show(checks.Length == 1 ? checks[0] : Check.Skip(string.Empty, $"{alike.Key["not checked: ".Length..]}: {string.Join(", ", checks.Select(check => check.Name))}"));
        }

        _held.Clear();
    }

    private void Show(Check check)
    {
        if (verbosity != Verbosity.Quiet || check.Verdict == Verdict.Failed)
        {
            output.ResultLines(string.Join('\n', CheckLines.Of(check, output.ResultWidth, output.ResultPaint)));
        }
    }

    /// <summary>Shows how it came out.</summary>
    /// <returns>0 only where a push would work.</returns>
    public ExitCode End()
    {
        ShowHeld();
        Check[] all = [.. _targets.SelectMany(target => target.Checks)];
        int Count(Verdict verdict) => all.Count(check => check.Verdict == verdict);
        if (isJson)
        {
            JsonEnd.Show(_json, target: null, Exit, json =>
            {
                foreach (Verdict verdict in Enum.GetValues<Verdict>())
                {
                    json.WriteNumber(JsonCheck.NameOf(verdict), Count(verdict));
                }
            });
        }
        else if (verbosity != Verbosity.Quiet)
        {
            int warnings = Count(Verdict.Warning);
            string about = warnings == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; {warnings} to know about");
            string failed = string.Join(", ", all.Where(check => check.Verdict == Verdict.Failed).Select(check => check.Name).Distinct());
            output.Result(Exit == ExitCode.Done
                ? $"a push would work{about}"
                : string.Create(CultureInfo.InvariantCulture, $"a push would not work: {failed} (exit code {(int)Exit}){about}"));
        }

        return Exit;
    }
}
