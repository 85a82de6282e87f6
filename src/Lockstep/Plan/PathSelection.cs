using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Paths that are asked for together by what they are like.</summary>
/// <param name="Asked">What the user wrote for them.</param>
/// <param name="Place">The directory below which all of them stand, or at which the only one does.</param>
/// <param name="Matches">Whether a path is one of them.</param>
public sealed record PathSelection(RelativePath Asked, RelativePath Place, Func<RelativePath, bool> Matches);
