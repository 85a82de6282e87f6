using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>Moments of a scan at which a test changes the tree, to see what the scan makes of it.</summary>
internal readonly record struct ScanHooks(Action<RelativePath>? Listed);
