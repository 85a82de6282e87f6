namespace Lockstep.Filters;

/// <summary>The verdict on a whole path, for <c>explain</c> and for a changed path a watcher reports.</summary>
/// <param name="Kind">What becomes of the entry.</param>
/// <param name="Rule">The rule that decided; null when none has an opinion.</param>
/// <param name="MatchedLength">How much of the path the rule matched: less than all of it when a directory above decided.</param>
public readonly record struct PathVerdict(VerdictKind Kind, Rule? Rule, int MatchedLength);
