namespace Lockstep.Native.Disk;

/// <summary>
/// Whether a file may be executed, as somebody knows who keeps that apart from the disk; null where he does not know it.
/// </summary>
/// <param name="path">An absolute path in the form of <see cref="NamedPlace.BytesOf"/>.</param>
public delegate bool? ExecutableRule(ReadOnlySpan<byte> path);

/// <summary>What disks of this system lack.</summary>
public static class DiskTraits
{
    /// <summary>The step in which modification times are kept, in nanoseconds.</summary>
    public static long TimeStepNs => DiskFamily.Current.TimeStepNs;

    /// <summary>Whether files have no permission bits.</summary>
    public static bool LacksModes => DiskFamily.Current.LacksModes;

    /// <summary>
    /// Where files have no permission bits, has those remembered that are set, and a rule asked for the others; does nothing
    /// elsewhere.
    /// </summary>
    /// <param name="directory">Where they are remembered; made when there are any.</param>
    /// <param name="rule">Is asked about every file that is looked at.</param>
    public static void KeepModes(string directory, ExecutableRule rule) => DiskFamily.Current.KeepModes(directory, rule);
}
