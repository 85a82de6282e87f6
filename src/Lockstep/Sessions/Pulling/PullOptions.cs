using Lockstep.Plan;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pulling;

/// <summary>How a pull is done, from settings and command line; the default is what a bare <c>lockstep pull</c> does.</summary>
public sealed record PullOptions
{
    /// <summary>What is brought, with all below it; none for what was changed on the target. One that is a glob (<see cref="PathGlob"/>) stands for all it matches.</summary>
    public IReadOnlyList<RelativePath> Paths { get; init; } = [];

    /// <summary>Whether what was made on the target and never pushed is brought as well, as far as no rule keeps it from being pushed.</summary>
    public bool BringsNew { get; init; }

    /// <summary>Only the plan is made and shown; nothing is written.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether anything is deleted in the project.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>A pull that would delete more entries is refused; null for the rule of half the baseline and 20 files.</summary>
    public int? MaxDelete { get; init; }

    /// <summary>Whether what was changed in the project is overwritten.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the user has agreed in advance to what would otherwise be refused (<c>--yes</c>).</summary>
    public bool Confirmed { get; init; }

    /// <summary>Patterns (gitignore syntax) of entries that do not keep a deleted directory from going.</summary>
    public IReadOnlyList<string> Disposable { get; init; } = new PushOptions().Disposable;

    /// <summary>How much history the project keeps of what pulls replaced.</summary>
    public Retention Retention { get; init; } = Retention.Default;

    /// <summary>Permission bits that what comes does not get, unless the project's entry has them; null for the process's umask.</summary>
    public ushort? CreationMask { get; init; }

    internal PlanOptions ToPlanOptions() => new() { Deletes = Deletes, MaxDelete = MaxDelete, Force = Force, Confirmed = Confirmed };
}
