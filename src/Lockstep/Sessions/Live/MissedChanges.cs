using Lockstep.Tree;

namespace Lockstep.Sessions.Live;

/// <summary>Where a look at everything found the project other than it was known.</summary>
/// <param name="Scope">Where.</param>
/// <param name="Known">The project as it was known when the look began.</param>
/// <param name="Happened">How many events there had been by then.</param>
/// <param name="WasIdle">Whether none of them waited to be handed out.</param>
internal sealed record MissedChanges(PathScope Scope, Snapshot Known, long Happened, bool WasIdle);
