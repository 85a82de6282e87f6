namespace Lockstep.Rsync.FileList;

/// <summary>The entries of a list that are one file.</summary>
/// <param name="leader">The number of the member that was sent first, in the order of sending.</param>
internal sealed class HardLinkGroup(int leader)
{
    /// <summary>The number of the member that was sent first, in the order of sending.</summary>
    public int Leader => leader;

    /// <summary>The members in the order of sending.</summary>
    public List<FileEntry> Members { get; } = [];
}
