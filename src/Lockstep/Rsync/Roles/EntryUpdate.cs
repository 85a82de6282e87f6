using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Looks at one entry of a list: does what can be done here, and asks for contents that differ.</summary>
/// <param name="state">What both ends of the receiver share.</param>
/// <param name="target">The destination.</param>
/// <param name="nodes">Makes what has no content.</param>
/// <param name="directories">Finishes directories.</param>
/// <param name="files">Looks at files.</param>
/// <param name="contents">Tells the sender.</param>
internal sealed class EntryUpdate(
    ReceiverState state, TargetTree target, NodeMaker nodes, DirectoryFinish directories, FileUpdate files, ContentRequests contents)
{
    private readonly HashSet<string> _absent = [];

    private RsyncSession Session => state.Session;

    private RsyncOptions Options => Session.Options;

    /// <summary>Looks at an entry; true when its content is asked for.</summary>
    public bool LookAt(int index, FileEntry entry)
    {
        try
        {
            EntryStatus? existing = target.TryStat(entry, out EntryStatus status) ? status : null;
            if (entry.IsMissing)
            {
                nodes.Delete(entry, existing);
                return false;
            }

            if (entry.Kind == DirectoryKind.Implied && entry.IsDirectory && !Options.ImpliedDirs)
            {
                // What is not told of is made when something in it comes.
                return false;
            }

            if (existing is null && Options.Update.Existing)
            {
                if (IsInAbsent(entry))
                {
                    return false;
                }

                Say(InfoTopic.Skip, $"not creating new {(entry.IsDirectory ? "directory" : "file")} \"{ByteWord.Of(entry.Name)}\"");
                return false;
            }

            if (existing is { } kept && Options.Update.IgnoreExisting
                && !(entry.IsDirectory && (kept.Mode & EntryMode.TypeMask) == EntryMode.Directory))
            {
                Say(InfoTopic.Skip, $"{ByteWord.Of(entry.Name)} exists");
                return false;
            }

            if (entry.IsRegular)
            {
                return files.LookAt(index, entry, existing);
            }

            if (IsPreserved(entry))
            {
                LookAtNode(index, entry, existing);
            }
        }
        catch (FileSystemException e)
        {
            string why = e.Error == Errno.None ? e.Cause : ErrorWords.Of(e.Error);
            string operation = entry.IsDirectory ? "recv_generator: mkdir" : "recv_generator";
            state.Fail($"rsync: [generator] {operation} \"{ByteWord.Of(entry.Name)}\" failed: {why}");
        }

        return false;
    }

    /// <summary>Asks once more for a content that came damaged, with whole sums.</summary>
    public void RequestAgain(int index)
    {
        (FileEntry entry, _) = state.Table.Find(index);
        files.RequestAgain(index, entry);
    }

    /// <summary>Whether an entry lies in a directory that is not made, of which enough was said; remembers directories that are not.</summary>
    private bool IsInAbsent(FileEntry entry)
    {
        string name = ByteWord.Of(entry.Name);
        bool isIn = name.LastIndexOf('/') is > 0 and int slash && _absent.Contains(name[..slash]);
        if (entry.IsDirectory)
        {
            _absent.Add(name);
        }

        return isIn;
    }

    private bool IsPreserved(FileEntry entry)
    {
        RsyncPreserveOptions preserve = Options.Preserve;
        if (entry.IsSymlink && preserve.Links && preserve.SafeLinks && LinkSafety.IsUnsafe(entry.LinkText, entry.Name))
        {
            Say(InfoTopic.SymSafe, $"ignoring unsafe symlink \"{ByteWord.Of(entry.Name)}\" -> \"{ByteWord.Of(entry.LinkText)}\"");
            return false;
        }

        bool isPreserved = entry.IsDirectory || (entry.IsSymlink && preserve.Links) || (entry.IsDevice && preserve.Devices)
            || (entry.IsSpecial && preserve.Specials);
        if (!isPreserved)
        {
            Say(InfoTopic.NonReg, $"skipping non-regular file \"{ByteWord.Of(entry.Name)}\"");
        }

        return isPreserved;
    }

    private void Say(InfoTopic topic, string text)
    {
        if (Options.Output.Info[topic] > 0)
        {
            Session.Console.Write(RsyncChannel.Info, text);
        }
    }

    private void LookAtNode(int index, FileEntry entry, EntryStatus? existing)
    {
        if (nodes.Update(entry, existing) is not { } flags)
        {
            return;
        }

        flags |= entry.IsRoot && target.IsMade && Options.Update.AlternateDirs.IsEmpty ? ItemFlags.IsNew | ItemFlags.LocalChange : 0;
        if (entry.IsDirectory)
        {
            directories.Add(entry, isNew: flags.HasFlag(ItemFlags.IsNew));
        }

        state.Totals.Created += flags.HasFlag(ItemFlags.IsNew) ? 1 : 0;
        bool isSaid = !entry.IsDirectory || ((existing is null || (entry.IsRoot && target.IsMade)) && !Options.Update.AlternateDirs.IsEmpty);
        if (isSaid && (flags & ItemFlags.Significant) == 0 && Options.Output.Info[InfoTopic.Name] > 1)
        {
            Say(InfoTopic.Name, $"{ByteWord.Of(entry.Name)}{(entry.IsDirectory ? "/" : "")} is uptodate");
        }

        contents.Tell(new ItemRequest(index, flags, ExtraName: flags.HasFlag(ItemFlags.ExtraName) ? [] : null));
        if (!entry.IsDirectory)
        {
            state.TellArrived(index);
        }
    }
}
