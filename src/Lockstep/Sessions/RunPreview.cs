using Lockstep.Plan;

namespace Lockstep.Sessions;

/// <summary>The plan as it is shown before it is executed; with a dry run, all that there is.</summary>
/// <param name="Changes">What is done to the target, in path order.</param>
/// <param name="Unchanged">Entries that are right already.</param>
/// <param name="ContentBytes">Bytes of content that may have to be sent.</param>
/// <param name="Refusal">Why the run will not be executed, with the remedy; null when it will.</param>
public sealed record RunPreview(IReadOnlyList<Change> Changes, int Unchanged, long ContentBytes, string? Refusal = null)
{
    /// <summary>The deploy command that runs afterwards, as a user would type it on the target, safe to print; null for none.</summary>
    public string? Deploy { get; init; }

    /// <summary>The commands of <c>[[on_change]]</c> that run before it, safe to print.</summary>
    public IReadOnlyList<string> OnChange { get; init; } = [];
}
