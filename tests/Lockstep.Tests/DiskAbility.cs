using Lockstep.Portable;

namespace Lockstep.Tests;

/// <summary>
/// What disks that are reached by paths (LOCKSTEP_DISK=path) cannot do: the tests of it are skipped there by name.
/// </summary>
internal static class DiskAbility
{
    /// <summary>Two entries change places in one instant.</summary>
    public static void NeedsExchange() => Needs("two entries cannot be exchanged by their paths");

    /// <summary>A directory that is swapped for a link at the same moment leads nowhere.</summary>
    public static void NeedsConfinement() => Needs("a path may lead elsewhere while it is followed");

    /// <summary>The paths of a tree may be as long as the system takes, wherever the tree stands.</summary>
    public static void NeedsLongestPaths() => Needs("a path counts from the root of all, not from the tree's");

    /// <summary>The status of a file tells its names and the space it takes.</summary>
    public static void NeedsLinksAndSpace() => Needs("names and space are not told by the calls that all systems share");

    private static void Needs(string reason) => Assert.SkipWhen(PortablePlatform.HasPathDisk, $"with disks by paths, {reason}");
}
