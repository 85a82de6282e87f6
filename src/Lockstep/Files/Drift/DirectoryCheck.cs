using Lockstep.Files.Hashing;
using Lockstep.Files.Roots;
using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>One worker of a drift check: looks at the baseline's entries of a directory.</summary>
internal sealed class DirectoryCheck(RootedDirectory root, UnmanagedFlag unmanaged, DriftFindings total, bool findsOpen)
    : IWorker<ManagedDirectory>
{
    private const int ListingBufferLength = 32 * 1024;

    private readonly DriftFindings _findings = new();
    private readonly byte[] _listingBuffer = GC.AllocateUninitializedArray<byte>(ListingBufferLength);
    private ContentHasher? _hasher;

    public void Do(ManagedDirectory item, WorkPile<ManagedDirectory> pile)
    {
        if (!root.TryOpenDirectory(item.Path, out DirectoryHandle? directory, out Errno error))
        {
            MissDirectory(item, error);
            return;
        }

        if (item.Changed.Exists)
        {
            Report(item.Path, item.Changed);
        }

        using (directory)
        {
            int present = 0;
            for (int i = 0; i < item.Entries.Count; i++)
            {
                present += Check(directory, item, i, pile) ? 1 : 0;
            }

            LookForUnmanaged(directory, item.Path, present);
        }
    }

    public void Dispose()
    {
        _hasher?.Dispose();
        lock (total)
        {
            total.Add(_findings);
        }
    }

    /// <summary>Looks at one entry; returns whether its name is taken.</summary>
    private bool Check(DirectoryHandle directory, in ManagedDirectory item, int index, WorkPile<ManagedDirectory> pile)
    {
        ReadOnlySpan<byte> name = item.Entries.NameAt(index);
        ref readonly Entry expected = ref item.Entries[index];
        Errno error = directory.Stat(name, out FileStatus status);
        if (findsOpen && error == Errno.None && ForeignHands.MayBeOpen(status))
        {
            _findings.OpenToOthers.Add(new SeenStatus(item.Path.Append(name), status));
        }

        switch (error)
        {
            case Errno.None when expected.IsDirectory && status.Type == EntryType.Directory:
                Entry changed = DriftCheck.ChangeOf(expected, status);
                pile.Add(new ManagedDirectory(item.Path.Append(name), item.Entries.ChildrenAt(index), changed));
                return true;
            case Errno.None:
                CheckContent(directory, item, index, status);
                return true;
            case Errno.ENOENT:
                Report(item.Path.Append(name), Entry.Absent);
                ReportGone(item.Path.Append(name), item.Entries.ChildrenAt(index));
                return false;
            default:
                _findings.Problems.Add(new Problem(item.Path.Append(name), error.ToWords()));
                return true;
        }
    }

    private void CheckContent(DirectoryHandle directory, in ManagedDirectory item, int index, in FileStatus status)
    {
        ref readonly Entry expected = ref item.Entries[index];
        Entry actual = status.ToEntry();
        bool isSame = actual with { Content = expected.Content } == expected;
        if (isSame && status.Stamp == item.Entries.StampAt(index))
        {
            return;
        }

        RelativePath path = item.Path.Append(item.Entries.NameAt(index));
        if (actual.Type == expected.Type && actual.Size == expected.Size)
        {
            CheckDoubtful(directory, path, expected);
            return;
        }

        Report(path, WithContent(directory, path, actual));
        ReportGone(path, item.Entries.ChildrenAt(index));
        if (actual.IsDirectory)
        {
            FindUnmanagedBelow(path);
        }
    }

    /// <summary>Reads an entry that has its size but not its times: touched, replaced by its like, or edited.</summary>
    private void CheckDoubtful(DirectoryHandle directory, RelativePath path, in Entry expected)
    {
        _hasher ??= new ContentHasher();
        bool isKnown = _hasher.TryHash(directory, path.Name, out FileStatus status, out ContentHash content, out string? cause);
        Entry actual = status.Type == EntryType.None ? Entry.Absent : status.ToEntry() with { Content = content };
        if (!isKnown && actual.Exists)
        {
            _findings.Problems.Add(new Problem(path, cause!));
        }

        if (isKnown && actual == expected)
        {
            _findings.Restamped.Add(new EntryEdit(path, actual, status.Stamp));
            return;
        }

        Report(path, actual);
    }

    /// <summary>What stands there with its content, so that who has the same in the project is not in its way.</summary>
    private Entry WithContent(DirectoryHandle directory, RelativePath path, in Entry actual)
    {
        if (!actual.HasContent)
        {
            return actual;
        }

        _hasher ??= new ContentHasher();
        if (_hasher.TryHash(directory, path.Name, out FileStatus status, out ContentHash content, out string? cause))
        {
            return status.ToEntry() with { Content = content };
        }

        _findings.Problems.Add(new Problem(path, cause));
        return actual;
    }

    private void MissDirectory(in ManagedDirectory item, Errno error)
    {
        if (error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            // It was a directory a moment ago, so it is the one that changes now that is reported with all that was below.
            Report(item.Path, Entry.Absent);
            ReportGone(item.Path, item.Entries);
            return;
        }

        _findings.Problems.Add(new Problem(item.Path, error.ToWords()));
    }

    private void ReportGone(RelativePath path, EntryList below)
    {
        for (int i = 0; i < below.Count; i++)
        {
            RelativePath child = path.Append(below.NameAt(i));
            Report(child, Entry.Absent);
            ReportGone(child, below.ChildrenAt(i));
        }
    }

    private void LookForUnmanaged(DirectoryHandle directory, RelativePath path, int present)
    {
        if (unmanaged.IsSet)
        {
            return;
        }

        try
        {
            if (HasMoreThan(directory, present))
            {
                unmanaged.Set();
            }
        }
        catch (FileSystemException failure)
        {
            _findings.Problems.Add(new Problem(path, failure.Cause));
        }
    }

    /// <summary>
    /// Counts instead of comparing: all the baseline's names that are there were found, so any further name is not the baseline's.
    /// </summary>
    private bool HasMoreThan(DirectoryHandle directory, int present)
    {
        int count = 0;
        foreach (ListedName listed in directory.List(_listingBuffer))
        {
            if (!ReservedNames.IsState(listed.Name) && ++count > present)
            {
                return true;
            }
        }

        return false;
    }

    private void FindUnmanagedBelow(RelativePath path)
    {
        if (root.TryOpenDirectory(path, out DirectoryHandle? directory, out _))
        {
            using (directory)
            {
                LookForUnmanaged(directory, path, present: 0);
            }
        }
    }

    private void Report(RelativePath path, in Entry actual) => _findings.Differences.Add(new Difference(path, actual, IsManaged: true));
}
