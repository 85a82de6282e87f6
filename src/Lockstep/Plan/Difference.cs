using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// What stands on the target at a path where the baseline says something else: a managed entry that was changed or removed there, or an
/// entry that Lockstep never put there.
/// </summary>
/// <param name="Path">Where.</param>
/// <param name="Actual">
/// What stands there; <see cref="Entry.Absent"/> when it was removed. Content is known where it could be read.
/// </param>
/// <param name="IsManaged">Whether the baseline has the path.</param>
public readonly record struct Difference(RelativePath Path, Entry Actual, bool IsManaged);
