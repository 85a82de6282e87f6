using System.Globalization;
using Lockstep.Files.Roots;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Sessions.Remembering;

/// <summary>What a project remembers of a target.</summary>
/// <param name="Seen">The target's baseline as it was seen last. Shares with <paramref name="Held"/> what is equal.</param>
/// <param name="Held">What the project held where it and the target last agreed, with the stamps of the project's files.</param>
/// <param name="ScannedAtNs">When the project's scan behind it started: files changed since may have changed unseen. Nanoseconds since 1970.</param>
/// <param name="Run">The target's last run then.</param>
internal sealed record RememberedTarget(Snapshot Seen, Snapshot Held, long ScannedAtNs, long Run)
{
    /// <summary>A target that has no run, and of which nothing is held.</summary>
    public static RememberedTarget Nothing { get; } = new(Snapshot.Absent, Snapshot.Absent, ScannedAtNs: 0, Run: 0);

    /// <summary>What tells that run from another one of its number.</summary>
    public RunMark Mark { get; init; }

    /// <summary>
    /// What tells this memory from others: two checkouts of one person do not share what they remember of a target, since
    /// each holds something else. A clone or a restored backup at the path of an earlier checkout is another one, although
    /// its directory may have got the inode of the one that was removed: the time it was made is another, too. Where a part of
    /// the project is pushed, its path tells, and the whole project's directory: a build may make the part anew.
    /// </summary>
    public static string IdentityOf(Project project, PushTarget target)
    {
        ReadOnlyMemory<byte> directory = RootResolver.Resolve(NamedPlace.BytesOf(project.Directory), RootResolver.LoginDirectory()).Path;
        ReadOnlyMemory<byte> whole = project.Whole == project.Directory
            ? directory
            : RootResolver.Resolve(NamedPlace.BytesOf(project.Whole), RootResolver.LoginDirectory()).Path;
        NamedPlace? place = NamedPlace.Find(whole.Span);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Identity} {Convert.ToHexString(directory.Span)} {place?.Status.Inode} {place?.BornNs}");
    }
}
