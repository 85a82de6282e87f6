namespace Lockstep.Watching;

/// <summary>
/// How long what happened is given to become what was meant. A file that has its name already and was written or replaced waits for nothing; everything
/// else may be half of something, and what else belongs to it follows within moments.
/// </summary>
public static class Settling
{
    /// <summary>
    /// For a name that is new: sed, gofmt and editors write a temporary file first and rename it within a millisecond.
    /// </summary>
    public static readonly TimeSpan NewName = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// For a name that is gone: vim, emacs and JetBrains move the old file aside before they write the new one, git removes it. A server that runs from
    /// the files must not see it go and come.
    /// </summary>
    public static readonly TimeSpan VacatedName = TimeSpan.FromMilliseconds(25);

    /// <summary>For a file that was written and is still open: after so long without a write it is sent as it is.</summary>
    public static readonly TimeSpan OpenFile = TimeSpan.FromMilliseconds(500);

    /// <summary>A file that is written to without end, as a log is, is sent this often.</summary>
    public static readonly TimeSpan OpenFileAtMost = TimeSpan.FromSeconds(5);

    /// <summary>For the time of a directory alone, if nothing else is sent that it could go with.</summary>
    public static readonly TimeSpan DirectoryTime = TimeSpan.FromMilliseconds(500);

    /// <summary>More paths than this are a burst: one batch when it is over.</summary>
    public const int MostPathsOfASave = 4;

    /// <summary>The quiet that ends a burst grows with it, from here.</summary>
    public static readonly TimeSpan LeastQuiet = TimeSpan.FromMilliseconds(25);

    /// <summary>To here.</summary>
    public static readonly TimeSpan MostQuiet = TimeSpan.FromMilliseconds(100);

    /// <summary>A burst that does not end is sent this often.</summary>
    public static readonly TimeSpan BurstAtMost = TimeSpan.FromSeconds(1);

    /// <summary>A burst under the lock of git's index is a checkout or a merge: it is waited for this long.</summary>
    public static readonly TimeSpan LockedAtMost = TimeSpan.FromSeconds(10);

    /// <summary>Under that lock a save may be the first of many: it waits this long to be joined by others.</summary>
    public static readonly TimeSpan LockedSave = TimeSpan.FromMilliseconds(100);
}
