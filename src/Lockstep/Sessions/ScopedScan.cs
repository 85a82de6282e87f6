using Lockstep.Files.Scanning;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>What was found when the project was looked at, as a whole or in some places.</summary>
/// <param name="Result">The project as it is known now; problems are those of the paths that were looked at.</param>
/// <param name="Scope">What was looked at.</param>
/// <param name="Rules">The rules it was looked at with.</param>
internal record ScopedScan(ScanResult Result, PathScope Scope, ProjectRules Rules)
{
    /// <summary>
    /// When the first look at everything in it started, in nanoseconds since 1970: what was modified since may have been
    /// written again unseen.
    /// </summary>
    public long ScannedAtNs { get; init; }
}
