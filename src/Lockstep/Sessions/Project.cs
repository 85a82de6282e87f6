using Lockstep.Owners;

namespace Lockstep.Sessions;

/// <summary>The local directory tree that is pushed.</summary>
/// <param name="Name">Its name: what <c>projects_dir</c> is followed by, and what the target's log and environment show.</param>
/// <param name="Directory">Absolute path of its root.</param>
public sealed record Project(string Name, string Directory)
{
    /// <summary>Whose repositories count in it; null for those of the user.</summary>
    public OwnerRule? Owners { get; init; }
}
