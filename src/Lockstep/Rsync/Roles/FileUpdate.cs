using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Looks at a regular file of a list: does what can be done here, and asks for contents that differ.</summary>
internal sealed class FileUpdate(ReceiverState state, TargetTree target, NodeMaker nodes, ContentRequests contents, BasisFiles files)
{
    private RsyncOptions Options => state.Session.Options;

    private RsyncUpdateOptions How => Options.Update;

    /// <summary>Looks at a file; true when its content is asked for.</summary>
    public bool LookAt(int index, FileEntry entry, EntryStatus? existing)
    {
        if (entry.Size > Options.MaxSize || entry.Size < Options.MinSize)
        {
            string bound = entry.Size > Options.MaxSize ? "max" : "min";
            Say(InfoTopic.Skip, 1, $"{ByteWord.Of(entry.Name)} is {(bound == "max" ? "over max" : "under min")}-size");
            return false;
        }

        if (existing is { } newer && How.UpdateOnly && newer.Modified > entry.Modified + Math.Max(0, How.ModifyWindow)
            && (newer.Mode & EntryMode.TypeMask) == EntryMode.Regular)
        {
            Say(InfoTopic.Skip, 1, $"{ByteWord.Of(entry.Name)} is newer");
            return false;
        }

        if (existing is { } other && (other.Mode & EntryMode.TypeMask) != EntryMode.Regular)
        {
            if (!nodes.Remove(entry, other))
            {
                return false;
            }

            existing = null;
        }

        Basis basis = Basis.OwnFile;
        EntryStatus? found = existing;
        if (How.Alternate != RsyncAlternate.None && TryAlternates(index, entry, existing, ref basis, ref found))
        {
            state.TellArrived(index);
            return false;
        }

        bool hasPartial = files.TryStat(entry, Basis.PartialFile, out EntryStatus partial);
        if (found is null && !hasPartial && How.Fuzzy > 0 && SimilarFile.Find(target, entry) is { } similar)
        {
            basis = new Basis(ItemRequest.SimilarFile, similar.Name);
            AskNew(index, entry, basis, similar.Status.Size);
            return true;
        }

        if (found is not { } status)
        {
            AskNew(index, entry, hasPartial ? Basis.PartialFile : Basis.OwnFile, hasPartial ? partial.Size : 0);
            return true;
        }

        ItemFlags flags = state.Attributes.Difference(entry, status);
        if (IsUpToDate(entry, basis, status))
        {
            nodes.ApplyAttributes(entry, status);
            contents.Tell(new ItemRequest(index, flags));
            Say(InfoTopic.Name, 2, $"{ByteWord.Of(entry.Name)} is uptodate");
            if (hasPartial && !Options.DryRun)
            {
                files.Partial.Remove(entry);
            }

            state.TellArrived(index);
            return false;
        }

        if (How.Append > 0 && status.Size >= entry.Size)
        {
            return false;
        }

        flags |= status.Size != entry.Size ? ItemFlags.Size : 0;
        flags |= How.Checksum ? ItemFlags.Change : 0;
        flags |= Options.Preserve.Times ? 0 : ItemFlags.Time;
        contents.Ask(index, flags, entry, hasPartial ? Basis.PartialFile : basis, hasPartial ? partial.Size : status.Size, isRedo: false);
        return true;
    }

    /// <summary>Asks once more for a content that came damaged, with whole sums.</summary>
    public void RequestAgain(int index, FileEntry entry)
    {
        bool exists = target.TryStat(entry.Name, out EntryStatus status);
        contents.Ask(index, exists ? ItemFlags.None : ItemFlags.IsNew, entry, Basis.OwnFile, exists ? status.Size : 0, isRedo: true);
    }

    private void AskNew(int index, FileEntry entry, Basis basis, long length)
    {
        state.Totals.Created++;
        contents.Ask(index, ItemFlags.IsNew | (How.Checksum ? ItemFlags.Change : 0), entry, basis, length, isRedo: false);
    }

    /// <summary>
    /// Looks for a file in the alternate trees: true when one made the content needless, else the best of them may be the basis.
    /// </summary>
    private bool TryAlternates(int index, FileEntry entry, EntryStatus? existing, ref Basis basis, ref EntryStatus? found)
    {
        (Basis Basis, EntryStatus Status)? best = null;
        bool isSame = false;
        for (byte i = 0; i < files.Alternates.Length; i++)
        {
            var candidate = new Basis(i);
            if (files.Alternates[i] is null || !files.TryStat(entry, candidate, out EntryStatus status))
            {
                continue;
            }

            bool isContent = IsUpToDate(entry, candidate, status);
            if (isContent && state.Attributes.Difference(entry, status) == ItemFlags.None)
            {
                (best, isSame) = ((candidate, status), true);
                return UseSame(index, entry, existing, candidate, status);
            }

            if (best is null || (isContent && !isSame))
            {
                (best, isSame) = ((candidate, status), isContent);
            }
        }

        if (best is not { } chosen || existing is not null)
        {
            return false;
        }

        if (isSame)
        {
            return CopyFrom(index, entry, chosen.Basis, chosen.Status);
        }

        (basis, found) = (chosen.Basis, chosen.Status);
        return false;
    }

    /// <summary>Uses a file that is all that the entry shall be.</summary>
    private bool UseSame(int index, FileEntry entry, EntryStatus? existing, Basis basis, in EntryStatus status)
    {
        if (How.Alternate == RsyncAlternate.Copy)
        {
            return existing is null && CopyFrom(index, entry, basis, status);
        }

        if (How.Alternate == RsyncAlternate.Link)
        {
            if (existing is { } own && (own.Device, own.Inode) == (status.Device, status.Inode))
            {
                return false;
            }

            if (!nodes.TryLinkFrom(files.Alternates[basis.Kind]!, entry, existing is not null))
            {
                return CopyFrom(index, entry, basis, status);
            }

            if (Options.Output.SaysUnchanged || Options.Output.Info[InfoTopic.Name] > 1)
            {
                contents.Tell(new ItemRequest(index, ItemFlags.LocalChange | ItemFlags.ExtraName, ExtraName: []));
            }
        }
        else
        {
            if (existing is { } needless)
            {
                nodes.Remove(entry, needless);
            }

            contents.Tell(new ItemRequest(index, ItemFlags.None));
        }

        Say(InfoTopic.Name, 2, $"{ByteWord.Of(entry.Name)} is uptodate");
        return true;
    }

    private bool CopyFrom(int index, FileEntry entry, Basis basis, in EntryStatus status)
    {
        nodes.CopyFrom(files.Alternates[basis.Kind]!, entry);
        contents.Tell(new ItemRequest(index, state.Attributes.Difference(entry, status) | ItemFlags.LocalChange));
        return true;
    }

    private bool IsUpToDate(FileEntry entry, Basis basis, in EntryStatus status)
    {
        if (status.Size != entry.Size)
        {
            return false;
        }

        if (How.Checksum)
        {
            return entry.Digest is not null && contents.DigestOf(entry, basis).AsSpan().SequenceEqual(entry.Digest);
        }

        return How.SizeOnly || (!How.IgnoreTimes && state.Attributes.IsSameTime(entry, status));
    }

    private void Say(InfoTopic topic, int level, string text)
    {
        if (Options.Output.Info[topic] >= level)
        {
            state.Session.Console.Write(RsyncChannel.Info, text);
        }
    }
}
