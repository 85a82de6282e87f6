using Lockstep.Tree;

namespace Lockstep.Sessions.Live;

/// <summary>What came of one batch.</summary>
/// <param name="Summary">Its run, as of a push.</param>
/// <param name="Delay">From the first change in the project until the target said that it has it; null for what nobody changed just now.</param>
/// <param name="Scope">What was looked at: troubles of these paths that were not told again are over.</param>
public sealed record LiveBatch(RunSummary Summary, TimeSpan? Delay, PathScope Scope);
