using Lockstep.Tree;

namespace Lockstep.Wire;

/// <summary>What an interrupted run left staged that fits the new run.</summary>
/// <param name="Complete">Changes whose content is staged whole, by index, with the hash of what is staged.</param>
/// <param name="Partial">Changes with a part of their content staged, by index: a signature of that part follows for each.</param>
public sealed record StageOffer(IReadOnlyList<StagedContent> Complete, IReadOnlyList<int> Partial)
{
    /// <summary>Nothing was left.</summary>
    public static StageOffer Nothing { get; } = new([], []);
}

/// <summary>A content that is staged whole.</summary>
/// <param name="Index">The change it belongs to.</param>
/// <param name="Content">Hash of the staged bytes.</param>
public readonly record struct StagedContent(int Index, ContentHash Content);
