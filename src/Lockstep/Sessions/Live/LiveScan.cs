using Lockstep.Files.Scanning;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Tree;

namespace Lockstep.Sessions.Live;

/// <summary>What was found when the project was looked at while it is watched.</summary>
/// <param name="Result">The project as it is known now; problems are those of the paths that were looked at.</param>
/// <param name="Scope">What was looked at.</param>
/// <param name="Since">When the first of what led to it happened, by the clock of the feed; null when nothing did.</param>
/// <param name="Rules">The rules it was looked at with.</param>
internal sealed record LiveScan(ScanResult Result, PathScope Scope, TimeSpan? Since, ProjectRules Rules)
    : ScopedScan(Result, Scope, Rules)
{
    /// <summary>More paths than that are not kept apart: the whole project is looked at instead.</summary>
    private const int MostPaths = 4096;

    /// <summary>Whether nothing had happened when it was looked at: what is found then, the watcher has missed.</summary>
    public bool IsCheck { get; init; }

    /// <summary>A target's turn to send what this calls for; null where nobody else sends the same now. It is the taker's to dispose.</summary>
    public ContentTurn? Turn { get; init; }

    /// <summary>This and a later one in one: the project as it is known then, all that either has looked at. Null where that is too much to keep.</summary>
    public LiveScan? With(LiveScan later)
    {
        if (later.Scope.IsEverything)
        {
            return later with { Since = Since ?? later.Since, IsCheck = false };
        }

        PathScope scope = Scope.IsEverything ? Scope : Scope.With(later.Scope);
        if (scope.Count > MostPaths)
        {
            return null;
        }

        ScanResult result = later.Result with
        {
            Problems = [.. Result.Problems.Where(problem => !later.Scope.Contains(problem.Path)), .. later.Result.Problems],

            // What may be below such a directory is told by nothing but its next listing: to spare it once too often does no harm.
            Incomplete = [.. Result.Incomplete.Union(later.Result.Incomplete).Order()],
        };
        return later with { Result = result, Scope = scope, Since = Since ?? later.Since, IsCheck = false };
    }
}
