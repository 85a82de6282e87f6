using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>Moments of a scan at which others have something to do.</summary>
/// <param name="Listed">A directory was listed: a test changes the tree then, to see what the scan makes of it.</param>
/// <param name="Entering">
/// A directory is about to be asked about, and listed later: a watcher watches it from here on, so that nothing that changes it, or its own time, happens unseen.
/// </param>
public readonly record struct ScanHooks(Action<RelativePath>? Listed = null, Action<RelativePath>? Entering = null);
