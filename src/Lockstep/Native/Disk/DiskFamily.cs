using System.Text;

namespace Lockstep.Native.Disk;

/// <summary>
/// A way to reach disks: where handles come from, and what is looked at by a path that somebody named. All else goes
/// through handles (<see cref="DirectoryHandle"/>). Linux' own calls, unless the client chose others.
/// </summary>
internal abstract class DiskFamily
{
    /// <summary>The family of this process.</summary>
    public static DiskFamily Current { get; private set; } = new LinuxDisk();

    /// <summary>Chooses another family, before anything was opened.</summary>
    public static void Use(DiskFamily family) => Current = family;

    /// <inheritdoc cref="DiskTraits.TimeStepNs"/>
    public virtual long TimeStepNs => 1;

    /// <inheritdoc cref="DiskTraits.LacksModes"/>
    public virtual bool LacksModes => false;

    /// <inheritdoc cref="DiskTraits.KeepModes"/>
    public virtual void KeepModes(string directory, ExecutableRule rule)
    {
    }

    /// <inheritdoc cref="NamedPlace.BytesOf"/>
    public virtual byte[] BytesOf(string path) => Encoding.UTF8.GetBytes(path);

    /// <inheritdoc cref="NamedPlace.TextOf"/>
    public virtual string TextOf(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path);

    /// <inheritdoc cref="DirectoryHandle.Open"/>
    public abstract DirectoryHandle OpenDirectory(ReadOnlySpan<byte> path);

    /// <summary>
    /// Opens what stands at a path for reading, symbolic links followed, without waiting for a writer; null when nothing
    /// stands there. It may be anything: the caller looks at its status.
    /// </summary>
    /// <exception cref="FileSystemException">It cannot be opened.</exception>
    public abstract FileHandle? OpenAny(ReadOnlySpan<byte> path);

    /// <inheritdoc cref="NamedPlace.Find"/>
    public abstract NamedPlace? Find(ReadOnlySpan<byte> path);

    /// <inheritdoc cref="NamedPlace.Look"/>
    public abstract FileStatus? Look(ReadOnlySpan<byte> path);

    /// <inheritdoc cref="NamedPlace.MayHaveAccessList"/>
    public virtual bool MayHaveAccessList(ReadOnlySpan<byte> path) => false;
}
