using System.Globalization;
using System.Text;
using Lockstep.Files.Roots;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pulling;

/// <summary>
/// Remembers, among the user's own files, which directory holds the state of pulls into a project. Everything below a
/// project or beside it may have come with a repository or an archive, made to be finished as an interrupted run; so
/// the directory has a name that nobody can foresee, and no other is looked into.
/// <code>
/// | project's path | 0: 1 | its inode, decimal | 0: 1 | name | 0: 1 | inode of the state, decimal |
/// </code>
/// The number of the file system is not kept: it changes when the machine starts anew.
/// </summary>
/// <param name="directory">Where the records are, a file for each project's path.</param>
internal sealed class PullStates(string directory) : IRememberedStates
{
    private const string NamePrefix = "pull-";
    private const int FieldCount = 4;
    private const int LongestRecord = 8192;
    private const ushort PrivateDirectory = 0x1c0; // rwx------

    /// <inheritdoc/>
    public StateDirectory? Find(TargetRoot root)
    {
        if (Recall(root) is not { IsOfRoot: true, IsOurs: true } record || StateDirectory.FindNamed(root, record.Name) is not { } state)
        {
            return null;
        }

        if (InodeOf(state.Handle) == record.StateInode)
        {
            return state;
        }

        state.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public StateDirectory FindOrMake(TargetRoot root, List<string> notes)
    {
        if (Find(root) is { } known)
        {
            return known;
        }

        Record? former = Recall(root);
        if (former is { IsOurs: false })
        {
            throw new SyncException(
                ExitCode.Refused,
                $"refused: another user's pull into '{root.Location}' is remembered in {DisplayText.Of(directory)}, as under sudo. Nothing was changed. Pull as that user.");
        }

        byte[] name = Encoding.ASCII.GetBytes($"{NamePrefix}{Guid.NewGuid():N}");
        StateDirectory state = StateDirectory.MakeNamed(root, name);
        try
        {
            Hide(state.Handle);
            Remember(root, name, state);
        }
        catch
        {
            state.Dispose();
            throw;
        }

        notes.AddRange(NotesOf(root, state, former));
        return state;
    }

    private static IEnumerable<string> NotesOf(TargetRoot root, StateDirectory made, Record? former)
    {
        if (made.IsInside)
        {
            yield return $"what pulls replace is kept in '{made.Path}', inside the project";
        }

        if (former is not null)
        {
            yield return former.IsOfRoot
                ? $"what earlier pulls replaced is gone: '{DisplayText.Of(former.Name)}' in {DisplayText.Of(StateDirectory.Name)} is not there any more, or not yours"
                : $"another directory stood at '{root.Location}' when it was last pulled into: what pulls replaced in that one is kept as "
                    + $"'{DisplayText.Of(former.Name)}' in {DisplayText.Of(StateDirectory.Name)} and can be removed";
        }

        using StateDirectory? usual = StateDirectory.Find(root);
        if (usual is not null)
        {
            yield return $"'{usual.Path}' is left alone: pulls of earlier versions kept there what they replaced, and it may have come with the project. "
                + $"If it is yours, \"lockstep history '{root.Location}'\" shows it, and \"lockstep -C $(mktemp -d) undo '{root.Location}'\" finishes a pull that was "
                + "interrupted and undoes the last one";
        }
    }

    /// <summary>
    /// Keeps git from taking it along where the project lies in a repository: who gets that knows its name.
    /// </summary>
    private static void Hide(DirectoryHandle state)
    {
        using FileHandle file = StateFile.CreateEmpty(state, ".gitignore"u8);
        file.WriteAt("*\n"u8, 0);
    }

    private Record? Recall(TargetRoot root)
    {
        if (root.Tree is null)
        {
            return null;
        }

        try
        {
            using DirectoryHandle records = DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));
            if (!records.TryStat(Encoding.ASCII.GetBytes(FileName(root)), out FileStatus status))
            {
                return null;
            }

            if (status.OwnerId != EffectiveUser.Id)
            {
                return new Record(IsOfRoot: false, IsOurs: false, [], "");
            }

            if (SmallFile.Read(Path.Combine(directory, FileName(root)), LongestRecord) is not { } content || Split(content) is not { Count: FieldCount } fields || !IsName(fields[2]))
            {
                return null;
            }

            bool isOfRoot = fields[0].AsSpan().SequenceEqual(root.Location.Path.Span) && Encoding.ASCII.GetString(fields[1]) == InodeOf(root.Tree.Root);
            return new Record(isOfRoot, IsOurs: true, fields[2], Encoding.ASCII.GetString(fields[3]));
        }
        catch (FileSystemException failure) when (failure.Error is Errno.ENOENT)
        {
            return null;
        }
        catch (FileSystemException failure)
        {
            throw Unreadable(failure.Cause, failure);
        }
    }

    private void Remember(TargetRoot root, byte[] name, StateDirectory state)
    {
        byte[] record = [.. root.Location.Path.Span, 0, .. Encoding.ASCII.GetBytes(InodeOf(root.Tree!.Root)), 0, .. name, 0, .. Encoding.ASCII.GetBytes(InodeOf(state.Handle))];
        byte[] file = Encoding.ASCII.GetBytes(FileName(root)), draft = Encoding.ASCII.GetBytes($"{FileName(root)}.{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(directory);
            using DirectoryHandle records = DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));
            records.SetOwnMode(PrivateDirectory);
            using (FileHandle writer = StateFile.CreateEmpty(records, draft))
            {
                writer.WriteAt(record, 0);
                writer.Flush();
            }

            records.Rename(draft, records, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FileSystemException)
        {
            throw Unreadable(failure.Message, failure);
        }
    }

    private SyncException Unreadable(string cause, Exception failure) => new(
        ExitCode.SyncFailed,
        $"where pulls keep what they replace cannot be remembered in {DisplayText.Of(directory)}: {cause}. Nothing was changed. Make that directory yours and writable.",
        failure);

    private static List<byte[]> Split(byte[] content)
    {
        var fields = new List<byte[]>();
        foreach (Range range in content.AsSpan().Split((byte)0))
        {
            fields.Add(content[range]);
        }

        return fields;
    }

    private static bool IsName(ReadOnlySpan<byte> name) => name.StartsWith("pull-"u8) && !name.Contains((byte)'/');

    private static string InodeOf(DirectoryHandle handle) => handle.Status().Inode.ToString(CultureInfo.InvariantCulture);

    private static string FileName(TargetRoot root) => System.IO.Hashing.XxHash128.HashToUInt128(root.Location.Path.Span).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>What is remembered.</summary>
    /// <param name="IsOfRoot">Whether it is of the directory that stands at the path now.</param>
    /// <param name="IsOurs">Whether the record is this user's; of another's nothing else is told.</param>
    /// <param name="Name">The state's name.</param>
    /// <param name="StateInode">Its number.</param>
    private sealed record Record(bool IsOfRoot, bool IsOurs, byte[] Name, string StateInode);
}
