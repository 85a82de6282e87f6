using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Cli.Terminal;

/// <summary>How much is said.</summary>
internal enum Verbosity
{
    /// <summary>Only what is wrong.</summary>
    Quiet,
    Normal,

    /// <summary>Every phase and every change too.</summary>
    Verbose,
}

/// <summary>What a view shows of a run.</summary>
/// <param name="Verbosity">How much is said.</param>
/// <param name="IsDryRun">Whether the plan is the result, so that each of its changes is listed.</param>
/// <param name="Paths">Only changes at or below these are listed; none for all.</param>
internal sealed record RunViewOptions(Verbosity Verbosity, bool IsDryRun, IReadOnlyList<RelativePath> Paths)
{
    /// <summary>Whether the view lists plan and drift; not where they are shown in another way.</summary>
    public bool ShowsPlan { get; init; } = true;

    /// <summary>Whether a directory that comes or goes with all that is in it is one line of the plan.</summary>
    public bool GroupsPlan { get; init; }

    /// <summary>Whether what is shown of one of several targets stands below its name.</summary>
    public bool HasHeading { get; init; }

    /// <summary>The names of what is hidden and stays here, asked for after a first run; null where there are none.</summary>
    public Func<string?> NameHidden { get; init; } = () => null;

    /// <summary>How the command speaks.</summary>
    public RunWording Wording { get; init; } = RunWording.Push;

    /// <summary>The clock that ages are told by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a change is worth a line.</summary>
    public bool Lists(in Change change)
    {
        if (change.IsHousekeeping)
        {
            return false;
        }

        RelativePath path = change.Path;
        return Paths.Count == 0 || Paths.Any(asked => path == asked || path.IsBelow(asked));
    }
}
