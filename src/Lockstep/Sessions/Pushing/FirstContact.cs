using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pushing;

/// <summary>Judges the first push from a project to a target that others have pushed to: nothing tells whose work it would replace but what the runs there tell.</summary>
internal static class FirstContact
{
    /// <summary>Judges.</summary>
    /// <param name="project">The project.</param>
    /// <param name="state">The target as it was opened; it has runs.</param>
    /// <returns>Why the push needs somebody's agreement (<c>--yes</c>), as a message that is safe to print; null when it may go.</returns>
    public static string? Judge(ProjectView project, TargetState state)
    {
        // Runs do not tell where they came from.
        _ = (project, state);
        return null;
    }
}
