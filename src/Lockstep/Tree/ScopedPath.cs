namespace Lockstep.Tree;

/// <summary>A path to be looked at.</summary>
/// <param name="Path">Which.</param>
/// <param name="IsDeep">Whether all that is below it is to be looked at too.</param>
public readonly record struct ScopedPath(RelativePath Path, bool IsDeep);
