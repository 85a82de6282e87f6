namespace Lockstep.Sessions.Reacting;

/// <summary>What is run on a target after a batch, besides the deploy step.</summary>
public sealed record ReactionOptions
{
    /// <summary>Nothing.</summary>
    public static ReactionOptions Nothing { get; } = new();

    /// <summary>The commands that certain paths call for, in the order in which they run.</summary>
    public IReadOnlyList<ChangeRule> Rules { get; init; } = [];

    /// <summary>What happens to a batch's commands while earlier ones run.</summary>
    public OnBusy OnBusy { get; init; } = OnBusy.Queue;

    /// <summary>The command that is kept running, handed to its program as it is; empty for none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Command { get; init; } = [];

    /// <summary>Whether that command goes on when the watch has ended.</summary>
    public bool CommandLasts { get; init; }
}
