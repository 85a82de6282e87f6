using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>A project entry whose content decides something and is not known yet.</summary>
/// <param name="Path">Which file or symlink.</param>
/// <param name="Entry">How it was when the project was scanned.</param>
public readonly record struct WantedContent(RelativePath Path, Entry Entry);
