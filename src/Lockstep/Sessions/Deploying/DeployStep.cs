namespace Lockstep.Sessions.Deploying;

/// <summary>After which pushes the deploy command runs.</summary>
public enum DeployWhen
{
    /// <summary>After every push that succeeded, also one that changed nothing.</summary>
    Always,

    /// <summary>After a push that changed something.</summary>
    Changed,

    /// <summary>Only when asked for by <c>lockstep deploy</c>.</summary>
    Never,
}

/// <summary>The command that runs on the target after a push.</summary>
/// <param name="Command">
/// A command line for the target's <c>sh</c>; null for the convention: the project's <c>deploy.py</c> (<c>sudo -n python3 deploy.py</c>, or plain),
/// else its <c>deploy.sh</c>, else nothing.
/// </param>
/// <param name="AllowsSudo">Whether the convention may use sudo: plain python3 where it may not, where the login is root and where there is no sudo.</param>
/// <param name="When">After which pushes.</param>
/// <param name="Timeout">After this the command is ended; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.</param>
public sealed record DeployStep(string? Command, bool AllowsSudo, DeployWhen When, TimeSpan Timeout)
{
    /// <summary>Whether it runs whatever stands on the target (<c>--force</c>).</summary>
    public bool IsForced { get; init; }

    /// <summary>Whether it also runs after a sync that could not put everything in place on the target (<c>--deploy-anyway</c>).</summary>
    public bool RunsAnyway { get; init; }

    /// <summary>A line for the target's <c>sh</c> that tells whether the deploy has worked; null for none.</summary>
    public string? Check { get; init; }

    /// <summary>How long the check is tried until it succeeds.</summary>
    public TimeSpan CheckTimeout { get; init; } = UsualCheckTimeout;

    /// <summary>What becomes of the files when it fails.</summary>
    public DeployFailure OnFailure { get; init; }

    /// <summary>How long a check is tried where nothing is said.</summary>
    public static TimeSpan UsualCheckTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Says why it does not run after a sync; null when it may.</summary>
    /// <param name="sync">What came of the sync.</param>
    public string? FindObstacle(RunSummary sync) => sync.TargetProblems == 0 || RunsAnyway ? null
        : $"the deploy command was not run: {sync.TargetProblems} {(sync.TargetProblems == 1 ? "entry" : "entries")} could not be put in place on the target. Put that right and push again, "
            + "or use --deploy-anyway";

    /// <summary>Whether it is due after a sync.</summary>
    /// <param name="hasChanged">Whether the sync changed anything.</param>
    public bool IsDue(bool hasChanged) => When == DeployWhen.Always || (When == DeployWhen.Changed && hasChanged);

    /// <summary>The convention, with sudo where it is there, after every push, for as long as it takes.</summary>
    public static DeployStep Convention { get; } = new(Command: null, AllowsSudo: true, DeployWhen.Always, System.Threading.Timeout.InfiniteTimeSpan);

    /// <summary>Whether the project's <c>deploy.py</c> or <c>deploy.sh</c> runs where there is no command.</summary>
    public bool UsesConvention { get; init; } = true;

    /// <summary>
    /// The step as it holds on a target: on this machine there is no convention, since a directory's copy must not run a script of a project that was only cloned,
    /// least of all with sudo.
    /// </summary>
    public DeployStep On(AddressKind kind) => kind == AddressKind.Local ? this with { UsesConvention = false } : this;
}
