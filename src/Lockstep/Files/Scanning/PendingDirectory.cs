using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>A directory that is still to be listed.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="ParentFilter">The rules in force in the directory that holds it; null for the root.</param>
/// <param name="IsDescent">
/// Whether it is protected itself and only entered for what may be wanted below: the rule files in it do not count.
/// </param>
/// <param name="Siblings">Where its list goes when it is done: the children of the list that holds it.</param>
/// <param name="Index">Its place among them.</param>
/// <param name="Known">What stood in it when it was last listed; empty where nobody knows.</param>
internal readonly record struct PendingDirectory(
    RelativePath Path, DirectoryFilter? ParentFilter, bool IsDescent, EntryList?[] Siblings, int Index, EntryList Known);
