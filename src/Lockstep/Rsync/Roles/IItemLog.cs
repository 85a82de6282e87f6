using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Says what happens to entries. Called by one thread at a time.</summary>
internal interface IItemLog
{
    /// <summary>An entry is being brought up to date.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="flags">What differs.</param>
    /// <param name="extraName">The leader of a hard link; null for none.</param>
    void Item(FileEntry entry, ItemFlags flags, byte[]? extraName);

    /// <summary>An entry was deleted.</summary>
    void Deleted(byte[] path, int mode);

    /// <summary>An entry is only listed.</summary>
    void Listed(FileEntry entry);

    /// <summary>A content is on its way.</summary>
    /// <param name="entry">The file.</param>
    /// <param name="index">Its index.</param>
    /// <param name="position">How much of it is done.</param>
    /// <param name="isWhole">Whether it is all done.</param>
    void Moved(FileEntry entry, int index, long position, bool isWhole);
}
