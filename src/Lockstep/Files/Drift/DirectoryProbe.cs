using Lockstep.Files.Hashing;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>One worker of a probe.</summary>
internal sealed class DirectoryProbe(RootedDirectory root, DriftFindings total) : IWorker<ProbedDirectory>
{
    private readonly DriftFindings _findings = new();
    private readonly NameTable _names = new();
    private ContentHasher? _hasher;

    public void Do(ProbedDirectory item, WorkPile<ProbedDirectory> pile)
    {
        try
        {
            if (root.TryOpenDirectory(item.Path, out DirectoryHandle? directory, out Errno error))
            {
                using (directory)
                {
                    Probe(directory, item, pile);
                }
            }
            else if (error is not (Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP))
            {
                _findings.Problems.Add(new Problem(item.Path, error.ToWords()));
            }
        }
        catch (FileSystemException failure)
        {
            _findings.Problems.Add(new Problem(item.Path, failure.Cause));
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

    private void Probe(DirectoryHandle directory, in ProbedDirectory item, WorkPile<ProbedDirectory> pile)
    {
        if (item.Only is not null && !item.Only[0].IsRoot)
        {
            foreach (RelativePath path in item.Only)
            {
                ProbeEntry(directory, item, path.Name, pile);
            }

            return;
        }

        _names.Fill(directory);
        for (int i = 0; i < _names.Count; i++)
        {
            ProbeEntry(directory, item, _names[i], pile);
        }
    }

    private void ProbeEntry(DirectoryHandle directory, in ProbedDirectory item, ReadOnlySpan<byte> name, WorkPile<ProbedDirectory> pile)
    {
        if (ReservedNames.IsState(name) || !FitsInPath(item.Path, name))
        {
            return;
        }

        int managed = item.Managed.Find(name);
        bool isLeaf = managed >= 0 && !item.Managed[managed].IsDirectory;
        Errno error = directory.Stat(name, out FileStatus status);
        if (error == Errno.ENOENT || (isLeaf && status.Type != EntryType.Directory))
        {
            return;
        }

        RelativePath path = item.Path.Append(name);
        if (error != Errno.None)
        {
            _findings.Problems.Add(new Problem(path, error.ToWords()));
            return;
        }

        if (managed < 0)
        {
            Report(directory, path, status);
        }

        if (status.Type == EntryType.Directory)
        {
            pile.Add(new ProbedDirectory(path, managed < 0 ? EntryList.Empty : item.Managed.ChildrenAt(managed), Only: null));
        }
    }

    private void Report(DirectoryHandle directory, RelativePath path, in FileStatus status)
    {
        Entry actual = status.ToEntry();

        if (actual.HasContent)
        {
            _hasher ??= new ContentHasher();
            if (_hasher.TryHash(directory, path.Name, out FileStatus hashed, out ContentHash content, out string? cause))
            {
                actual = hashed.ToEntry() with { Content = content };
            }
            else
            {
                _findings.Problems.Add(new Problem(path, cause));
            }
        }

        _findings.Differences.Add(new Difference(path, actual, IsManaged: false));
    }

    // What is too deep for a path can be neither sent nor asked for; it only has to be found to hold its directory.
    private static bool FitsInPath(RelativePath parent, ReadOnlySpan<byte> name) =>
        RelativePath.IsValidName(name) && parent.Bytes.Length + 1 + name.Length <= RelativePath.MaxLength;
}
