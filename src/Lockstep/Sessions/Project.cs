using Lockstep.Files.Sources;
using Lockstep.Owners;

namespace Lockstep.Sessions;

/// <summary>The local directory tree that is pushed.</summary>
/// <param name="Name">Its name: what <c>projects_dir</c> is followed by, and what the target's log and environment show.</param>
/// <param name="Directory">Absolute path of its root.</param>
public sealed record Project(string Name, string Directory)
{
    /// <summary>
    /// The directory of the whole project where only a part of it is pushed (<c>from</c> of a target), else
    /// <see cref="Directory"/>: by it the project is known again when a build has made that part anew.
    /// </summary>
    public string Whole { get; init; } = Directory;

    /// <summary>Whose repositories count in it; null for those of the user.</summary>
    public OwnerRule? Owners { get; init; }

    /// <summary>The git branch that is checked out in it, without <c>refs/heads/</c>; empty for none.</summary>
    public string FindBranch() => new ProjectSource(Directory, cacheDirectory: string.Empty, home: string.Empty, Owners).FindBranch();
}
