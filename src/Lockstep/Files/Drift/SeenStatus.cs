using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>What the file system tells of a managed entry.</summary>
/// <param name="Path">Which.</param>
/// <param name="Status">What it tells.</param>
internal readonly record struct SeenStatus(RelativePath Path, FileStatus Status);
