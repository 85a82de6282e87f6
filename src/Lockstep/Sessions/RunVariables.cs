using System.Globalization;
using Lockstep.Plan;

namespace Lockstep.Sessions;

/// <summary>What a command on a target finds in its environment about the run that it follows and the project.</summary>
/// <param name="Target">The target's name: <c>LOCKSTEP_TARGET</c>.</param>
/// <param name="Run">The target's last run: <c>LOCKSTEP_RUN</c>.</param>
/// <param name="Source">What is checked out here, and whether the target has the commit's tree.</param>
/// <param name="Tag">The tag of that commit; empty for none.</param>
internal sealed record RunVariables(string Target, long Run, RunSource Source, string Tag)
{
    /// <summary>
    /// Of every command. Those of git are empty outside a repository; <c>LOCKSTEP_GIT_DIRTY</c> is 0 only where the target
    /// is known to have the commit's tree.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToProgram =>
    [
        new("LOCKSTEP_RUN", Run.ToString(CultureInfo.InvariantCulture)),
        new("LOCKSTEP_TARGET", Target),
        new("LOCKSTEP_GIT_COMMIT", Source.Commit),
        new("LOCKSTEP_GIT_BRANCH", Source.Branch),
        new("LOCKSTEP_GIT_DIRTY", Source.Commit.Length == 0 ? "" : Source.IsClean ? "0" : "1"),
        new("LOCKSTEP_GIT_DESCRIBE", Tag),
    ];

    /// <summary>Of one whose output is a pipe, into which Python would write late.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToPipe { get; } = [new("PYTHONUNBUFFERED", "1")];

    /// <summary>Of one that has no terminal.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => [.. ToProgram, .. ToPipe];
}
