using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// One worker of a scan: lists a directory, asks the rules about each name and the file system about each name that counts.
/// </summary>
internal sealed class DirectoryScan(RootedDirectory project, ScanRules rules, ScanHooks hooks, ScanTally total) : IWorker<PendingDirectory>
{
    private readonly NameTable _names = new();
    private readonly ScannedEntries _entries = new();
    private readonly List<Subdirectory> _subdirectories = [];
    private readonly ScanTally _tally = new();

    public void Do(PendingDirectory item, WorkPile<PendingDirectory> pile)
    {
        try
        {
            using DirectoryHandle directory = project.OpenDirectory(item.Path);
            item.Siblings[item.Index] = Scan(directory, item, pile);
        }
        catch (FileSystemException failure)
        {
            _tally.AddProblem(item.Path, CauseOf(failure), incomplete: item.Path);
        }
    }

    public void Dispose()
    {
        lock (total)
        {
            total.Add(_tally);
        }
    }

    private EntryList Scan(DirectoryHandle directory, in PendingDirectory item, WorkPile<PendingDirectory> pile)
    {
        _names.Fill(directory);
        hooks.Listed?.Invoke(item.Path);
        DirectoryFilter filter = rules.Enter(directory, item, _names, _tally);
        _entries.Clear();
        _subdirectories.Clear();
        for (int i = 0; i < _names.Count; i++)
        {
            Consider(_names[i], _names.TypeAt(i), directory, filter, item.Path);
        }

        EntryList?[]? children = _subdirectories.Count == 0 ? null : new EntryList?[_entries.Count];
        foreach (Subdirectory subdirectory in _subdirectories)
        {
            EntryList known = item.Known.ChildrenOf(subdirectory.Path.Name);
            pile.Add(new PendingDirectory(subdirectory.Path, filter, subdirectory.IsDescent, children!, subdirectory.Index, known));
        }

        return _entries.ToList(children, item.Known);
    }

    private void Consider(
        ReadOnlySpan<byte> name, EntryType listedType, DirectoryHandle directory, DirectoryFilter filter, RelativePath parent)
    {
        if (!IsNameWithinLimits(name, parent))
        {
            return;
        }

        Verdict verdict = default;
        bool isJudged = listedType != EntryType.None;
        if (isJudged && IsProtected(name, listedType == EntryType.Directory, filter, out verdict))
        {
            return;
        }

        if (listedType == EntryType.Directory)
        {
            hooks.Entering?.Invoke(parent.Append(name));
        }

        Errno error = directory.Stat(name, out FileStatus status);
        if (error != Errno.None)
        {
            _tally.AddProblem(parent.Append(name), CauseOf(error), incomplete: parent);
            return;
        }

        if (status.Type == EntryType.Directory && listedType != EntryType.Directory)
        {
            Consider(name, EntryType.Directory, directory, filter, parent);
            return;
        }

        bool changedMeanwhile = listedType == EntryType.Directory && status.Type != EntryType.Directory;
        if ((!isJudged || changedMeanwhile) && IsProtected(name, isDirectory: false, filter, out verdict))
        {
            return;
        }

        Add(name, status, verdict, parent);
    }

    private void Add(ReadOnlySpan<byte> name, in FileStatus status, Verdict verdict, RelativePath parent)
    {
        if (status.Type == EntryType.Special)
        {
            _tally.AddSpecial(parent.Append(name));
            return;
        }

        Entry entry = status.ToEntry();
        if (status.Type == EntryType.Directory)
        {
            bool isDescent = verdict.Kind == VerdictKind.Descend;
            _tally.HasDescents |= isDescent;
            _subdirectories.Add(new Subdirectory(parent.Append(name), isDescent, _entries.Count));
            entry = isDescent ? DescentPruning.Mark(entry) : entry;
        }

        _entries.Add(name, entry, status.Stamp);
    }

    private bool IsProtected(ReadOnlySpan<byte> name, bool isDirectory, DirectoryFilter filter, out Verdict verdict)
    {
        verdict = filter.Judge(name, isDirectory);
        if (verdict.Kind != VerdictKind.Protect)
        {
            return false;
        }

        _tally.AddProtected(verdict.Rule);
        return true;
    }

    private bool IsNameWithinLimits(ReadOnlySpan<byte> name, RelativePath parent)
    {
        if (!RelativePath.IsValidName(name))
        {
            _tally.AddProblem(parent, $"it holds the name '{DisplayText.Of(name)}', which cannot be sent", incomplete: parent);
            return false;
        }

        int length = parent.Bytes.Length + 1 + name.Length;
        if (length <= RelativePath.MaxLength || parent.IsRoot)
        {
            return true;
        }

        string tooLong = $"the path of '{DisplayText.Of(name)}' in it would be {length} bytes long, the most is {RelativePath.MaxLength}";
        _tally.AddProblem(parent, tooLong + "; shorten the names above it", incomplete: parent);
        return false;
    }

    private static string CauseOf(FileSystemException failure) => failure.Error == Errno.ENOENT ? CauseOf(failure.Error) : failure.Cause;

    private static string CauseOf(Errno error) => error == Errno.ENOENT ? "vanished while the project was scanned" : error.ToWords();

    private readonly record struct Subdirectory(RelativePath Path, bool IsDescent, int Index);
}
