using Lockstep.Sessions.Deploying;
using Lockstep.Tree;

namespace Lockstep.Sessions.Reacting;

/// <summary>What a reaction is due for: the changes of one batch, or of several that waited.</summary>
/// <param name="Run">The target's last run.</param>
/// <param name="Changed">What was changed there, in path order.</param>
internal sealed record Trigger(long Run, IReadOnlyList<RelativePath> Changed)
{
    /// <summary>The deploy step to be run; null for none.</summary>
    public DueDeploy? Deploy { get; init; }

    /// <summary>Whether the command that is kept running is to be started anew.</summary>
    public bool Restarts { get; init; } = true;

    /// <summary>Whether the user asked for it, so that it is never left out.</summary>
    public bool IsAsked { get; init; }

    /// <summary>All that one or the other is due for.</summary>
    public static Trigger Join(Trigger? earlier, Trigger later) => earlier is null
        ? later
        : later with
        {
            Changed = earlier.Changed.Count == 0 ? later.Changed : [.. earlier.Changed.Union(later.Changed).Order()],
            Deploy = later.Deploy ?? earlier.Deploy,
            Restarts = earlier.Restarts || later.Restarts,
            IsAsked = earlier.IsAsked || later.IsAsked,
        };
}

/// <summary>A deploy step that is due.</summary>
/// <param name="Step">What the settings say.</param>
/// <param name="Command">The command that was found for it.</param>
internal sealed record DueDeploy(DeployStep Step, DeployCommand Command);
