using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>Where a scan starts.</summary>
/// <param name="Path">Which directory.</param>
/// <param name="ParentFilter">The rules in force in the directory that holds it; null for the root.</param>
/// <param name="IsDescent">Whether it is protected itself and only entered for what may be wanted below.</param>
/// <param name="Known">What stood in it when it was last scanned; empty where nobody knows.</param>
internal readonly record struct TopDirectory(RelativePath Path, DirectoryFilter? ParentFilter, bool IsDescent, EntryList Known);
