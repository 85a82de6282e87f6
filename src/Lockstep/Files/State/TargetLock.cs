using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// One writer at a time: an advisory lock on the file <c>lock</c>, which the kernel releases when the process ends, however it ends. The
/// content tells who holds it, for the message to whoever comes second; it means nothing while nobody holds the lock.
/// </summary>
public sealed class TargetLock : IDisposable
{
    private const int MostOwnerBytes = 1024;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    private readonly FileHandle _file;

    private TargetLock(FileHandle file) => _file = file;

    internal static ReadOnlySpan<byte> FileName => "lock"u8;

    /// <summary>
    /// Takes the lock, waiting a moment for whoever is just leaving, or throws a <see cref="TargetLockedException"/>.
    /// </summary>
    /// <param name="state">The state directory.</param>
    /// <param name="claimant">Who asks.</param>
    /// <param name="options">Tell since when, and how long to wait.</param>
    public static TargetLock Take(DirectoryHandle state, LockClaimant claimant, TargetOptions options)
    {
        if (AwaitTurn(state, claimant, options) is { } taken)
        {
            return taken;
        }

        using FileHandle file = state.OpenFileForRead(FileName);
        throw new TargetLockedException(Describe(file) is { Length: > 0 } holder ? $"held by {holder}" : "it has just started");
    }

    /// <summary>Takes the lock, waiting a moment for whoever is just leaving; null when somebody keeps it.</summary>
    public static TargetLock? AwaitTurn(DirectoryHandle state, LockClaimant claimant, TargetOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan patience = options.LockPatience();
        do
        {
            if (TryTake(state, claimant, options.Clock) is { } taken)
            {
                return taken;
            }

            Thread.Sleep(BetweenTries);
        }
        while (Stopwatch.GetElapsedTime(start) < patience);

        return null;
    }

    /// <summary>Takes the lock; null when somebody has it.</summary>
    public static TargetLock? TryTake(DirectoryHandle state, LockClaimant claimant, TimeProvider clock)
    {
        FileHandle file = state.CreateFile(FileName, exclusive: false);
        try
        {
            if (!file.TryLock())
            {
                file.Dispose();
                return null;
            }

            byte[] content = Encoding.UTF8.GetBytes(claimant.Describe(clock.GetUtcNow()));
            file.WriteAt(content, 0);
            file.SetLength(content.Length);
            return new TargetLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Who holds the lock and since when; null when nobody does. Asks the kernel's list of locks, so that nobody is kept from taking it meanwhile; where that is not
    /// to be had it says so, and who held it last.
    /// </summary>
    public static string? FindHolder(DirectoryHandle state)
    {
        if (!state.TryStat(FileName, out FileStatus status))
        {
            return null;
        }

        HashSet<ulong>? held = HeldLocks();
        if (held is not null && !held.Contains(status.Stamp.Inode))
        {
            return null;
        }

        using FileHandle file = state.OpenFileForRead(FileName);
        return held is null ? $"not known, since /proc/locks cannot be read there; the last was {Describe(file)}" : Describe(file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            _file.Unlock();
            _file.Dispose();
        }
    }

    private static string Describe(FileHandle file)
    {
        Span<byte> content = stackalloc byte[MostOwnerBytes];
        return DisplayText.Of(content[..file.ReadAt(content, 0)]);
    }

    /// <summary>Inodes of the files that have such a lock: <c>1: FLOCK  ADVISORY  WRITE 1234 00:2f:567 0 EOF</c>; null where the list cannot be read.</summary>
    private static HashSet<ulong>? HeldLocks()
    {
        const int KindField = 1, FileField = 5;
        var held = new HashSet<ulong>();
        try
        {
            foreach (string line in Encoding.ASCII.GetString(File.ReadAllBytes("/proc/locks")).Split('\n'))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > FileField
                    && fields[KindField] == "FLOCK"
                    && ulong.TryParse(fields[FileField].AsSpan(fields[FileField].LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode))
                {
                    held.Add(inode);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return held;
    }
}
