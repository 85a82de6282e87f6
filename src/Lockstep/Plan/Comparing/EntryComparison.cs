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
internal sealed class EntryComparison(PlanOptions options)
{
    /// <summary>Whether a project entry is as the target's in everything, seen without reading anything. What is not may still be.</summary>
    public bool IsSurelySame(in Entry project, in Entry target) =>
        project.Type == target.Type
        && project.ModifiedNs == target.ModifiedNs
        && project.Mode == target.Mode
        && project.Type != EntryType.Special
        && CompareContent(project, target) == Likeness.Same;

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

        bool isUntouched = project.ModifiedNs == other.ModifiedNs && TrustsTimeOf(project);
        if (!project.HasContent || project.Size == 0 || isUntouched)
        {
            return Likeness.Same;
        }

        return other.Content.IsKnown ? Likeness.Undecided : Likeness.Different;
    }

    /// <summary>Compares the content of a project entry with that of the target's, which may have been changed there.</summary>
    public Likeness CompareWithTarget(in Standing standing) =>
        HasForeignTime(standing) ? Likeness.Undecided : CompareContent(standing.Project, standing.Target);

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

    /// <summary>The project's entry with the baseline's content where they are the same file by size and time: it is still what was sent.</summary>
    public Entry WithContentOf(in Entry baseline, in Entry project) =>
        !project.Content.IsKnown && baseline.Content.IsKnown && CompareContent(project, baseline) == Likeness.Same
            ? project with { Content = baseline.Content }
            : project;

    private bool TrustsTimeOf(in Entry project) => !options.ComparesContent && project.ModifiedNs < options.ModifiedSinceNs;
}
