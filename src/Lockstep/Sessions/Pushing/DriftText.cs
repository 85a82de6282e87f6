using System.Text;
using Lockstep.Plan;

namespace Lockstep.Sessions.Pushing;

/// <summary>Says what was changed on a target and what can be done about it.</summary>
internal static class DriftText
{
    private const int MostNamed = 10;

    /// <summary>The message for drift that the commit met: it came after the target was compared.</summary>
    public static string Of(IReadOnlyList<Difference> drift)
    {
        var text = new StringBuilder("somebody changed the target while the push was on its way; nothing was changed:");
        foreach (Difference difference in drift.Take(MostNamed))
        {
            text.Append($" {difference.Path} ({(difference.Actual.Exists ? "changed" : "removed")}),");
        }

        text.Length--;
        if (drift.Count > MostNamed)
        {
            text.Append($" and {drift.Count - MostNamed} more");
        }

        return text.Append(". Run again to see a new plan; --force overwrites what was changed, and history keeps it.").ToString();
    }
}
