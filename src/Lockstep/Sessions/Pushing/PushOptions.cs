using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Sessions.Pushing;

/// <summary>How a push is done, from settings and command line; the default is what a bare <c>lockstep push</c> does.</summary>
public sealed record PushOptions
{
    /// <summary>Only the plan is made and shown; nothing is written on the target.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether everything in the target's root that is not protected and not in the project goes, as with rsync's <c>--delete</c>.</summary>
    public bool Mirror { get; init; }

    /// <summary>Whether anything is deleted at all.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>A run that would delete more entries is refused; null for the rule of half the baseline and 20 files.</summary>
    public int? MaxDelete { get; init; }

    /// <summary>Whether drift is overwritten.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the user has agreed in advance to what would otherwise be refused (<c>--yes</c>).</summary>
    public bool Confirmed { get; init; }

    /// <summary>Whether contents are compared, not sizes and times.</summary>
    public bool ComparesContent { get; init; }

    /// <summary>How contents are compressed on their way.</summary>
    public Compression Compression { get; init; } = Compression.Auto;

    /// <summary>Most bytes a second that are sent; null for as many as the link takes.</summary>
    public long? BandwidthLimit { get; init; }

    /// <summary>
    /// How long another command that is at work on the target is waited for, besides the moment that is given to each.
    /// </summary>
    public TimeSpan LockPatience { get; init; }

    /// <summary>What runs on the target afterwards; null for nothing.</summary>
    public DeployStep? Deploy { get; init; } = DeployStep.Convention;

    /// <summary>What runs on the target before the deploy where certain paths were changed.</summary>
    public IReadOnlyList<ChangeRule> Rules { get; init; } = [];

    /// <summary>Which entries are sent.</summary>
    public FilterOptions Filter { get; init; } = new();

    /// <summary>Patterns (gitignore syntax) of entries that do not keep a deleted directory from going.</summary>
    public IReadOnlyList<string> Disposable { get; init; } = ["__pycache__/", "*.pyc", ".DS_Store", "Thumbs.db"];

    /// <summary>How much history the target keeps.</summary>
    public Retention Retention { get; init; } = Retention.Default;
}
