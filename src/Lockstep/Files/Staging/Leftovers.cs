using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>What an interrupted run left staged that fits the new run; everything else it left is gone.</summary>
/// <param name="Complete">Changes whose content is staged whole.</param>
/// <param name="Partial">Changes with a part of their content staged, by index: <see cref="Stage.OpenBasis"/> gives it.</param>
public sealed record Leftovers(IReadOnlyList<CompleteContent> Complete, IReadOnlyList<int> Partial)
{
    /// <summary>Nothing was left.</summary>
    public static Leftovers Nothing { get; } = new([], []);
}

/// <summary>A content that is staged whole.</summary>
/// <param name="Index">The change it belongs to.</param>
/// <param name="Content">Hash of the staged bytes, read just now.</param>
public readonly record struct CompleteContent(int Index, ContentHash Content);
