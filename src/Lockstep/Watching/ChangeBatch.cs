using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>Paths that something happened to and that are to be looked at together.</summary>
/// <param name="Scope">The paths.</param>
/// <param name="Since">When the first of it happened, by the clock of the events.</param>
/// <param name="HasNewRules">Whether what is sent may have changed.</param>
/// <param name="HasNewSettings">Whether the project's settings were changed.</param>
public sealed record ChangeBatch(PathScope Scope, TimeSpan Since, bool HasNewRules = false, bool HasNewSettings = false)
{
    /// <summary>Names that came and went before they were handed out: they stand nowhere, or so it was told; but somebody who looked meanwhile may have found them.</summary>
    public IReadOnlyList<RelativePath> Passed { get; init; } = [];
}
