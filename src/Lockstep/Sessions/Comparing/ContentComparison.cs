using Lockstep.Plan;

namespace Lockstep.Sessions.Comparing;

/// <summary>What stands in the way of a change, or keeps it from being one.</summary>
public enum ComparisonMark
{
    /// <summary>A push makes this change.</summary>
    None,

    /// <summary>It was changed on the target alone: a push leaves it as it is.</summary>
    Drift,

    /// <summary>It was changed on both sides: a push stops here.</summary>
    Conflict,
}

/// <summary>One entry as it is on the target and in the project.</summary>
/// <param name="Change">What would make the target's the project's.</param>
/// <param name="Mark">Whether a push does it.</param>
/// <param name="Before">The target's content or link text; null where there is none or it was not read.</param>
/// <param name="After">The project's content or link text; null where there is none or it was not read.</param>
/// <param name="Problem">Why a content could not be read; null when it could, or did not have to be.</param>
public sealed record ContentComparison(Change Change, ComparisonMark Mark, ReadOnlyMemory<byte>? Before, ReadOnlyMemory<byte>? After, string? Problem)
{
    /// <summary>Longest content that is read to be compared: 1 MiB.</summary>
    public const long MaxLength = 1 << 20;

    /// <summary>Whether a content on either side is too long to be read.</summary>
    public bool IsTooLong => Change.Before.Size > MaxLength || Change.After.Size > MaxLength;
}
