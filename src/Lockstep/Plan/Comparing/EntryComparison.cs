using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>How two contents compare.</summary>
internal enum Likeness
{
    Same,
    Different,

    /// <summary>Only the project's content can tell, and it was not read.</summary>
    Undecided,
}

/// <summary>Says what counts as the same: content, permission bits and modification time.</summary>
internal sealed class EntryComparison(PlanInput input)
{
    private readonly bool _trustsTimes = input.TrustsTimes;
    private readonly bool _comparesContent = input.Options.ComparesContent;
    private readonly long _modifiedSinceNs = input.Options.ModifiedSinceNs;

    /// <summary>Whether a project entry is as it was held in everything, seen without reading anything. What is not may still be.</summary>
    public bool IsSurelySame(in Entry project, FileStamp stamp, in Entry held, FileStamp heldStamp) =>
        project.Type == held.Type
        && project.ModifiedNs == held.ModifiedNs
        && project.Mode == held.Mode
        && project.Type != EntryType.Special
        && (!project.HasContent || (project.Size == held.Size && IsSurelySameContent(project, stamp, held, heldStamp)));

    /// <summary>
    /// Whether a project's file is the one that was held, seen without reading it. Size and modification time prove nothing, since anybody sets them; inode and change
    /// time are the file system's own.
    /// </summary>
    public bool IsUntouched(in Entry project, FileStamp stamp, in Entry held, FileStamp heldStamp)
    {
        if (_comparesContent || project.Type != held.Type || project.Size != held.Size || project.ModifiedNs != held.ModifiedNs)
        {
            return false;
        }

        return _trustsTimes
            ? project.ModifiedNs < _modifiedSinceNs
            : stamp == heldStamp && stamp != default && stamp.ChangedNs < _modifiedSinceNs;
    }

    /// <summary>
    /// Compares the content of a project entry with that of a target's or baseline's. Entries without content are the same if their type is.
    /// </summary>
    public Likeness CompareContent(in Entry project, in Entry other)
    {
        if (project.Type != other.Type || project.Size != other.Size)
        {
            return Likeness.Different;
        }

        if (project.Content.IsKnown && other.Content.IsKnown)
        {
            return project.Content == other.Content ? Likeness.Same : Likeness.Different;
        }

        bool isSameByTime = _trustsTimes && IsUntouched(project, default, other, default);
        if (!project.HasContent || project.Size == 0 || isSameByTime)
        {
            return Likeness.Same;
        }

        return other.Content.IsKnown ? Likeness.Undecided : Likeness.Different;
    }

    /// <summary>Compares the content of a project entry with that of the target's, which may have been changed there.</summary>
    public Likeness CompareWithTarget(in Standing standing) =>
        input.Replaced.Contains(standing.Path) ? Likeness.Different
        : HasForeignTime(standing) ? Likeness.Undecided
        : CompareContent(standing.Project, standing.Target);

    /// <summary>
    /// Whether a project's file, not read yet, has size and time of what somebody changed on the target. They put another content there and this time on it, so the time tells
    /// nothing about the project's content: neither that it is theirs, nor that it is still the baseline's.
    /// </summary>
    public static bool HasForeignTime(in Standing standing)
    {
        (_, Entry project, Entry baseline, Entry target) = standing;
        bool isChangedThere = baseline.Exists && target.Content.IsKnown && !KeepsContent(baseline, target);
        return isChangedThere && project is { HasContent: true, Size: > 0, Content.IsKnown: false }
            && (project.Type, project.Size, project.ModifiedNs) == (target.Type, target.Size, target.ModifiedNs);
    }

    /// <summary>Whether a target's entry still has the baseline's type and content; only the target knows when its contents are in doubt.</summary>
    public static bool KeepsContent(in Entry baseline, in Entry target)
    {
        if (baseline.Type != target.Type || baseline.Size != target.Size)
        {
            return false;
        }

        return baseline.Content.IsKnown && target.Content.IsKnown
            ? baseline.Content == target.Content
            : !baseline.HasContent || baseline.ModifiedNs == target.ModifiedNs;
    }

    /// <summary>Whether a target's entry is the baseline's in all that matters: a modification time alone does not.</summary>
    public static bool KeepsValue(in Entry baseline, in Entry target) =>
        baseline.Mode == target.Mode && KeepsContent(baseline, target);

    /// <summary>The project's entry with the content it was held with where it is still that file.</summary>
    public Entry WithContentOf(in Standing standing)
    {
        Entry project = standing.Project;
        bool isKnown = !project.Content.IsKnown && standing.Held.Content.IsKnown
            && !(_trustsTimes && HasForeignTime(standing))
            && (project.Size == 0 || IsUntouched(project, standing.Stamp, standing.Held, standing.HeldStamp))
            && project.Type == standing.Held.Type && project.Size == standing.Held.Size;
        return isKnown ? project with { Content = standing.Held.Content } : project;
    }

    private bool IsSurelySameContent(in Entry project, FileStamp stamp, in Entry held, FileStamp heldStamp) =>
        project.Content.IsKnown && held.Content.IsKnown
            ? project.Content == held.Content
            : project.Size == 0 || IsUntouched(project, stamp, held, heldStamp);
}
