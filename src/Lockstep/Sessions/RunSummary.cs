
namespace Lockstep.Sessions;

/// <summary>What a run did, in numbers: the last word about a target. Everything in the project and on the target is in exactly one count.</summary>
public sealed record RunSummary
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The run's number on the target; 0 when nothing was committed.</summary>
    public long Run { get; init; }

    /// <summary>How the sync went, and the deploy step.</summary>
    public ExitCode Exit { get; init; }

    /// <summary>How bytes moved.</summary>
    public string Engine { get; init; } = "agent";

    /// <summary>Entries that are new on the target.</summary>
    public int Added { get; init; }

    /// <summary>Entries whose content or type was replaced, or whose permission bits or time were set.</summary>
    public int Updated { get; init; }

    /// <summary>Entries that were removed.</summary>
    public int Deleted { get; init; }

    /// <summary>Entries that were moved.</summary>
    public int Renamed { get; init; }

    /// <summary>Entries of the project that were right already.</summary>
    public int Unchanged { get; init; }

    /// <summary>Paths that could not be read or written.</summary>
    public int Problems { get; init; }

    /// <summary>Those of them that could not be put in place on the target.</summary>
    public int TargetProblems { get; init; }

    /// <summary>Entries somebody changed on the target.</summary>
    public int Drift { get; init; }

    /// <summary>Drift that was left as it is.</summary>
    public int DriftKept { get; init; }

    /// <summary>Entries that other clients' runs changed and that were left as they are.</summary>
    public int KeptOfOthers { get; init; }

    /// <summary>Entries on the target that the project does not have and that stay: protected, or never put there by a push.</summary>
    public int KeptProtected { get; init; }

    /// <summary>Entries of the project not sent because their name starts with a dot; a directory counts once.</summary>
    public int SkippedHidden { get; init; }

    /// <summary>Entries of the project not sent because a rule excludes them; a directory counts once.</summary>
    public int SkippedIgnored { get; init; }

    /// <summary>Bytes that went through the transport, an uploaded agent included.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes that came through the transport.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes of the uploaded agent among those sent.</summary>
    public long BytesAgent { get; init; }

    /// <summary>Bytes of file content among those sent, before compression.</summary>
    public long BytesContent { get; init; }

    /// <summary>How long each phase took.</summary>
    public PhaseTimes Times { get; init; }

    /// <summary>The deploy command's own exit code; null when none ran.</summary>
    public int? DeployExit { get; init; }

    /// <summary>The run that put the files back since the deploy failed; 0 for none.</summary>
    public long Undone { get; init; }

    /// <summary>The exit code of the command that the user asked for; null when none ran to its end.</summary>
    public int? CommandExit { get; init; }

    /// <summary>Whether something differs, and the user asked that this be the exit code (<c>--exit-code</c>).</summary>
    public bool HasDifferences { get; init; }

    /// <summary>How it went for the process's exit code: as <see cref="Exit"/>, but that differences count as a failure where that was asked for.</summary>
    public ExitCode Verdict => HasDifferences && Exit == ExitCode.Done ? ExitCode.SyncFailed : Exit;

    /// <summary>What the process would leave with were this its only target: the command's own code, where one ran.</summary>
    public int ProcessExit => CommandExit ?? (int)Verdict;

    /// <summary>What went wrong, for people, without the name of the target; null when nothing did.</summary>
    public string? Message { get; init; }
}

/// <summary>How long the phases of a run took. They overlap, so that the total is not their sum.</summary>
public readonly record struct PhaseTimes(TimeSpan Connect, TimeSpan Scan, TimeSpan Transfer, TimeSpan Commit, TimeSpan Deploy, TimeSpan Total);
