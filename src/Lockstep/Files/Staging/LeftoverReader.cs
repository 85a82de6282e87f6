using Lockstep.Files.Hashing;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>
/// Goes through what an interrupted run left in the stage. What has the planned type, size and time is whole; of large files that are not
/// whole the longest part is kept to build on; all else is removed, so that nothing stands in the stage that the new run does not know.
/// </summary>
internal sealed class LeftoverReader : IDisposable
{
    // Below this, sending again costs less than a signature.
    private const long SmallestPart = 256 * 1024;

    private readonly Stage _stage;
    private readonly DirectoryHandle _top;
    private readonly ContentHasher _hasher = new();
    private readonly List<CompleteContent> _complete = [];
    private readonly List<int> _partial = [];
    private readonly Dictionary<RelativePath, int> _indexes;

    private LeftoverReader(Stage stage)
    {
        _stage = stage;
        _top = stage.Tree.Root;
        _indexes = new Dictionary<RelativePath, int>(stage.Changes.Count);
        for (int i = 0; i < stage.Changes.Count; i++)
        {
            if (StageLayout.IsStaged(stage.Changes[i]))
            {
                _indexes.Add(stage.Changes[i].Path, i);
            }
        }
    }

    /// <summary>Sorts out the stage.</summary>
    public static Leftovers TakeUp(Stage stage)
    {
        using var reader = new LeftoverReader(stage);
        Dictionary<string, int> units = reader.UnitNames();
        foreach (byte[] name in TreeRemoval.NamesIn(reader._top))
        {
            string text = System.Text.Encoding.Latin1.GetString(name);
            if (units.TryGetValue(text, out int index))
            {
                reader.Judge(index, reader._top, name);
            }
            else if (!text.EndsWith(".part", StringComparison.Ordinal))
            {
                TreeRemoval.Remove(reader._top, name);
            }
        }

        reader.SortOutParts();
        reader._complete.Sort((left, right) => left.Index - right.Index);
        return new Leftovers(reader._complete, reader._partial);
    }

    /// <inheritdoc/>
    public void Dispose() => _hasher.Dispose();

    private Dictionary<string, int> UnitNames()
    {
        var names = new Dictionary<string, int>();
        foreach ((RelativePath path, int index) in _indexes)
        {
            if (_stage.Layout.IsUnit(index))
            {
                names.Add(System.Text.Encoding.Latin1.GetString(StageLayout.NameOf(path)), index);
            }
        }

        return names;
    }

    private void Judge(int index, DirectoryHandle directory, byte[] name)
    {
        Change change = _stage.Changes[index];
        if (!directory.TryStat(name, out FileStatus status))
        {
            return;
        }

        if (status.Type == EntryType.Directory && change.After.IsDirectory)
        {
            JudgeBelow(change.Path, directory, name);
            return;
        }

        bool isSent = change.Transfer is Transfer.Whole or Transfer.Delta && status.Type == change.After.Type;
        if (isSent && status.Size == change.After.Size && status.ModifiedNs == change.After.ModifiedNs)
        {
            TakeComplete(index, directory, name, status);
            return;
        }

        bool isPart = isSent && change.Transfer == Transfer.Whole && status.Type == EntryType.File && status.Size >= SmallestPart;
        if (isPart)
        {
            KeepPart(change.Path, directory, name, status.Size);
            return;
        }

        TreeRemoval.Remove(directory, name);
    }

    private void JudgeBelow(RelativePath path, DirectoryHandle parent, byte[] name)
    {
        parent.SetMode(name, 0x1c0);
        using DirectoryHandle directory = parent.OpenDirectory(name);
        foreach (byte[] child in TreeRemoval.NamesIn(directory))
        {
            if (path.Bytes.Length + 1 + child.Length <= RelativePath.MaxLength && _indexes.TryGetValue(path.Append(child), out int index) && !_stage.Layout.IsUnit(index))
            {
                Judge(index, directory, child);
            }
            else
            {
                TreeRemoval.Remove(directory, child);
            }
        }
    }

    private void TakeComplete(int index, DirectoryHandle directory, byte[] name, in FileStatus status)
    {
        Entry after = _stage.Changes[index].After;
        if (after.IsFile && status.Mode != after.Mode)
        {
            directory.SetMode(name, after.Mode);
        }

        if (!_hasher.TryHash(directory, name, out FileStatus now, out ContentHash hash, out _))
        {
            TreeRemoval.Remove(directory, name);
            return;
        }

        _stage.Progress.Complete(index, after with { Content = hash }, now.Stamp);
        _complete.Add(new CompleteContent(index, hash));
    }

    /// <summary>Keeps a part of a content under a name of its own, unless an earlier part is longer.</summary>
    private void KeepPart(RelativePath path, DirectoryHandle directory, byte[] name, long length)
    {
        byte[] partName = StageLayout.PartialNameOf(path);
        if (_top.TryStat(partName, out FileStatus part) && part.Size >= length)
        {
            directory.Unlink(name);
            return;
        }

        directory.Rename(name, _top, partName);
    }

    private void SortOutParts()
    {
        var parts = new Dictionary<string, int>();
        foreach ((RelativePath path, int index) in _indexes)
        {
            if (_stage.Changes[index].Transfer == Transfer.Whole && !_stage.Progress.IsComplete(index))
            {
                parts.Add(System.Text.Encoding.Latin1.GetString(StageLayout.PartialNameOf(path)), index);
            }
        }

        foreach (byte[] name in TreeRemoval.NamesIn(_top))
        {
            string text = System.Text.Encoding.Latin1.GetString(name);
            if (parts.TryGetValue(text, out int index))
            {
                _partial.Add(index);
            }
            else if (text.EndsWith(".part", StringComparison.Ordinal))
            {
                TreeRemoval.Remove(_top, name);
            }
        }

        _partial.Sort();
    }
}
