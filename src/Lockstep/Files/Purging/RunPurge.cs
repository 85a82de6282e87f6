using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Purging;

/// <summary>What a purge does to one past run: its slots first, then what its manifest knows. Each can be done again.</summary>
/// <param name="history">The history.</param>
/// <param name="record">The run.</param>
/// <param name="purged">What goes.</param>
internal sealed class RunPurge(RunHistory history, RunRecord record, PurgedPaths purged)
{
    /// <summary>Notes all contents that stood at the paths.</summary>
    public void NoteContents()
    {
        for (int i = 0; i < record.Changes.Count; i++)
        {
            Change change = record.Changes[i].Change;
            if (purged.Has(change.Path))
            {
                purged.Note(change.Before);
                purged.Note(change.After);
            }
        }
    }

    /// <summary>Removes the contents, or only counts them.</summary>
    /// <returns>How many there are, and their size.</returns>
    public (int Count, long Bytes) RemoveContents(bool isPreview)
    {
        (int count, long bytes) = (0, 0);
        using DirectoryHandle slots = history.OpenRun(record.Run);
        for (int i = 0; i < record.Changes.Count; i++)
        {
            RunChange change = record.Changes[i];
            if (IsPurged(change))
            {
                Remove(slots, RunHistory.SlotName(i));
            }

            if (change.Change.Kind == ChangeKind.Rename && (IsNamed(change.Change) || purged.HasContent(change.Change.After)))
            {
                Remove(slots, RunHistory.StrandedName(i));
            }

            if (change is { KeepsBefore: true, Change.Before.IsDirectory: true })
            {
                foreach (RelativePath below in purged.Below(change.Path))
                {
                    RemoveBelow(slots, RunHistory.SlotName(i), below.Bytes[(change.Path.Bytes.Length + 1)..]);
                }
            }
        }

        return (count, bytes);

        void Remove(DirectoryHandle directory, ReadOnlySpan<byte> name)
        {
            if (directory.TryStat(name, out FileStatus status))
            {
                count++;
                bytes += status.Type == EntryType.Directory ? 0 : status.Size;
                if (!isPreview)
                {
                    TreeRemoval.Remove(directory, name);
                }
            }
        }

        void RemoveBelow(DirectoryHandle directory, ReadOnlySpan<byte> slot, ReadOnlySpan<byte> path)
        {
            if (directory.TryOpenDirectory(slot, out DirectoryHandle? tree, out _))
            {
                using var root = new RootedDirectory(tree);
                RelativePath inSlot = RelativePath.Parse(path);
                if (root.TryOpenDirectory(inSlot.Parent, out DirectoryHandle? parent, out _))
                {
                    using (parent)
                    {
                        Remove(parent, inSlot.Name);
                    }
                }
            }
        }
    }

    /// <summary>Writes the manifest anew, without the hashes and with a mark where a content is gone; gives the run as the list is to have it, or null where it is of no concern.</summary>
    /// <param name="atPaths">Whether what it knows of the paths themselves goes too: that is what tells which contents to look for.</param>
    public PastRun? RewriteManifest(bool atPaths)
    {
        RunChangeList changes = [];
        bool isChanged = false, isPurged = false;
        for (int i = 0; i < record.Changes.Count; i++)
        {
            RunChange before = record.Changes[i];
            RunChange after = Scrub(before, atPaths);
            isChanged |= after != before;
            isPurged |= after.IsPurged;
            changes.Add(after);
        }

        if (!isChanged)
        {
            // An interrupted purge may have come as far as the manifest, and not to the list.
            return isPurged ? PastRunForm.Of(record) : null;
        }

        RunRecord scrubbed = record with
        {
            Changes = changes,
            Bookkeeping = record.Bookkeeping.ConvertAll(edit => purged.Has(edit.Path) ? edit with { Entry = WithoutContent(edit.Entry) } : edit),
        };
        scrubbed = scrubbed with { Outcome = scrubbed.Outcome is { } outcome ? outcome with { KeptBytes = KeptBytes(scrubbed) } : null };
        history.Rewrite(scrubbed);
        return PastRunForm.Of(scrubbed);
    }

    private bool IsNamed(in Change change) => purged.Has(change.Path) || (change.Kind == ChangeKind.Rename && purged.Has(change.Source));

    private bool IsPurged(in RunChange change) => change.KeepsBefore && (purged.Has(change.Path) || purged.HasContent(change.Change.Before));

    private RunChange Scrub(in RunChange change, bool atPaths)
    {
        Change planned = change.Change;
        if (!atPaths && purged.Has(planned.Path))
        {
            return change;
        }

        bool isGone = planned.Before.HasContent && (purged.Has(planned.Path) || purged.HasContent(planned.Before));
        if (isGone)
        {
            planned = planned with { Before = WithoutContent(planned.Before) };
        }

        if (IsNamed(planned) || purged.HasContent(planned.After))
        {
            planned = planned with { After = WithoutContent(planned.After) };
        }

        return change with { Change = planned, IsPurged = change.IsPurged || isGone || IsPurged(change) };
    }

    private static Entry WithoutContent(in Entry entry) => entry with { Content = ContentHash.Unknown };

    private static long KeptBytes(RunRecord record)
    {
        var failed = new HashSet<int>(record.Outcome!.Failed.ConvertAll(change => change.Index));
        long bytes = 0;
        for (int i = 0; i < record.Changes.Count; i++)
        {
            RunChange change = record.Changes[i];
            bytes += change is { KeepsBefore: true, IsPurged: false } && !failed.Contains(i) ? change.Change.Before.Size : 0;
        }

        return bytes;
    }
}
