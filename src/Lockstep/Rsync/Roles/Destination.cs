using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Which directory a transfer goes to, and whether its only file gets another name there.</summary>
/// <param name="Root">The open directory; null when a dry run would make it.</param>
/// <param name="OnlyName">The name of the only file; null where entries keep theirs.</param>
internal sealed record Destination(RootedDirectory? Root, byte[]? OnlyName) : IDisposable
{
    /// <summary>Whether the directory was made just now; with <c>--mkpath</c> rsync tells its attributes as changed instead.</summary>
    public bool IsMade { get; private init; }

    /// <summary>Finds the destination, and makes it where it is to be a directory.</summary>
    /// <param name="path">The path as the user wrote it.</param>
    /// <param name="first">The first list.</param>
    /// <param name="hasMore">Whether more entries follow.</param>
    /// <param name="session">The connection.</param>
    public static Destination Open(byte[] path, FileSegment first, bool hasMore, RsyncSession session)
    {
        byte[] wanted = path.Length == 0 ? "."u8.ToArray() : path;
        bool isOneFile = !hasMore && first.Entries is [{ IsDirectory: false }];
        bool saysDirectory = wanted[^1] == (byte)'/';
        Errno error = EntryCalls.StatFollowing(wanted, out EntryStatus status);
        bool isThere = error == Errno.None;
        if (isThere && (status.Mode & EntryMode.TypeMask) == EntryMode.Directory)
        {
            return new Destination(RootedDirectory.Open(wanted), OnlyName: null);
        }

        if (isOneFile && !saysDirectory)
        {
            return OfOneFile(wanted, session);
        }

        if (isThere)
        {
            throw new RsyncException(RsyncExit.FileSelect, "ERROR: destination must be a directory when copying more than 1 file");
        }

        return Make(wanted, session);
    }

    /// <inheritdoc/>
    public void Dispose() => Root?.Dispose();

    private static Destination OfOneFile(byte[] path, RsyncSession session)
    {
        int slash = path.AsSpan().LastIndexOf((byte)'/');
        byte[] parent = slash < 0 ? "."u8.ToArray() : slash == 0 ? "/"u8.ToArray() : path[..slash];
        byte[] name = path[(slash + 1)..];
        if (session.Options.MkPath && EntryCalls.StatFollowing(parent, out _) == Errno.ENOENT)
        {
            return Make(parent, session) with { OnlyName = name };
        }

        try
        {
            return new Destination(RootedDirectory.Open(parent), name);
        }
        catch (FileSystemException e)
        {
            throw new RsyncException(
                RsyncExit.FileSelect, $"rsync: [Receiver] change_dir \"{ByteWord.Of(parent)}\" failed: {ErrorWords.Of(e.Error)}");
        }
    }

    private static Destination Make(byte[] path, RsyncSession session)
    {
        byte[] trimmed = path.AsSpan().TrimEnd((byte)'/').ToArray();
        int missing = session.Options.MkPath ? CountMissing(trimmed) : 0;
        if (!session.Options.DryRun)
        {
            MakeDirectories(trimmed, session.Options.MkPath);
        }

        if (session.Options.Output is var output && (output.Info[Options.InfoTopic.Name] > 0 || output.SaysItems))
        {
            string made = missing switch { 0 => "directory", 1 => "1 directory for", _ => $"{missing} directories for" };
            session.Console.Write(RsyncChannel.Info, $"created {made} {ByteWord.Of(trimmed)}");
        }

        return new Destination(session.Options.DryRun ? null : RootedDirectory.Open(trimmed), OnlyName: null) { IsMade = !session.Options.MkPath };
    }

    /// <summary>How many directories of a path do not exist.</summary>
    private static int CountMissing(ReadOnlySpan<byte> path)
    {
        int count = 0;
        while (path.Length > 0 && EntryCalls.StatFollowing(path, out _) == Errno.ENOENT)
        {
            count++;
            path = path[..Math.Max(path.LastIndexOf((byte)'/'), 0)];
        }

        return count;
    }

    private static void MakeDirectories(byte[] path, bool withParents)
    {
        int slash = path.AsSpan().LastIndexOf((byte)'/');
        byte[] parent = slash < 0 ? "."u8.ToArray() : slash == 0 ? "/"u8.ToArray() : path[..slash];
        try
        {
            if (withParents && EntryCalls.StatFollowing(parent, out _) == Errno.ENOENT)
            {
                MakeDirectories(parent, withParents);
            }

            using DirectoryHandle directory = DirectoryHandle.Open(parent);
            directory.MakeDirectory(path.AsSpan(slash + 1), (ushort)(0x1ff & ~OwnIdentity.Current.CreationMask));
        }
        catch (FileSystemException e)
        {
            throw new RsyncException(RsyncExit.FileIo, $"rsync: [Receiver] mkdir \"{ByteWord.Of(path)}\" failed: {ErrorWords.Of(e.Error)}");
        }
    }
}
