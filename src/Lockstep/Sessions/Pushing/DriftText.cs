using System.Text;
using Lockstep.Plan;

namespace Lockstep.Sessions.Pushing;

/// <summary>Says what was changed meanwhile and what can be done about it.</summary>
internal static class DriftText
{
    private const int MostNamed = 10;

    /// <summary>The message for drift that the commit met: it came after both sides were compared.</summary>
    /// <param name="drift">What differs from what the plan took it for.</param>
    /// <param name="kind">What made the run; a pull commits in the project.</param>
    /// <param name="isForced">Whether it was made with <c>--force</c>, which does not reach what came after the plan.</param>
    public static string Of(IReadOnlyList<Difference> drift, RunKind kind, bool isForced)
    {
        string run = kind switch
        {
            RunKind.Undo => "undo",
            RunKind.Pull => "pull",
            _ => "push",
        };
        string place = kind == RunKind.Pull ? "project" : "target";
        var text = new StringBuilder($"somebody changed the {place} while the {run} was on its way; nothing was changed:");
        foreach (Difference difference in drift.Take(MostNamed))
        {
            text.Append($" {difference.Path} ({(difference.Actual.Exists ? "changed" : "removed")}),");
        }

        text.Length--;
        if (drift.Count > MostNamed)
        {
            text.Append($" and {drift.Count - MostNamed} more");
        }

        string remedy = isForced
            ? ". Run again: --force overwrites only what stood there when the plan was made. History keeps it."
            : ". Run again to see a new plan; --force overwrites what was changed, and history keeps it.";
        return text.Append(remedy).ToString();
    }
}
