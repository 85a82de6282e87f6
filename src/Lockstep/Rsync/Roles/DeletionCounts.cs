using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Roles;

/// <summary>How many entries of each kind were deleted.</summary>
internal readonly record struct DeletionCounts(int Files, int Directories, int Symlinks, int Devices, int Specials)
{
    private const int MaxCount = 1 << 28;

    /// <summary>All of them.</summary>
    public int Total => Files + Directories + Symlinks + Devices + Specials;

    /// <summary>Writes them.</summary>
    public void Write(RsyncWriter to)
    {
        to.WriteVariable(Files);
        to.WriteVariable(Directories);
        to.WriteVariable(Symlinks);
        to.WriteVariable(Devices);
        to.WriteVariable(Specials);
    }

    /// <summary>Reads them.</summary>
    public static DeletionCounts Read(RsyncReader from) => new(
        from.ReadVariable("deleted files", MaxCount),
        from.ReadVariable("deleted directories", MaxCount),
        from.ReadVariable("deleted symbolic links", MaxCount),
        from.ReadVariable("deleted devices", MaxCount),
        from.ReadVariable("deleted specials", MaxCount));
}
