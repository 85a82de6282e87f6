using System.Collections;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire.Packs;

/// <summary>
/// Holds the records of a run against its changes and against each other: only contents that the run announced, each at most once, each begun
/// before it goes on, and as long in the end as it says. Several may be open at once, so that small contents need not wait behind a large one.
/// </summary>
/// <param name="changes">The run's changes; a record's index is below their number.</param>
public sealed class ContentSequence(IReadOnlyList<Change> changes)
{
    /// <summary>Most contents that may be begun and not ended.</summary>
    public const int MaxOpen = 16;

    private readonly BitArray _seen = new(changes.Count);
    private readonly List<OpenContent> _open = new(MaxOpen);

    /// <summary>Number of contents that are begun and not ended.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Takes the next record, or throws a <see cref="ProtocolException"/> when it cannot come now.</summary>
    public void Accept(in ContentRecord record)
    {
        switch (record.Kind)
        {
            case ContentRecordKind.Whole:
                MarkSeen(record.Index);
                CheckSymlink(record);
                break;
            case ContentRecordKind.Begin:
                MarkSeen(record.Index);
                Open(record);
                break;
            case ContentRecordKind.End:
                Close(record);
                break;
            case ContentRecordKind.Skip when FindOpen(record.Index) is int open and >= 0:
                _open.RemoveAt(open);
                break;
            case ContentRecordKind.Skip:
                MarkSeen(record.Index);
                break;
            default:
                Grow(record);
                break;
        }
    }

    private void MarkSeen(int index)
    {
        Change change = changes[index];
        if (change.Transfer is not (Transfer.Whole or Transfer.Delta))
        {
            throw new ProtocolException($"content of '{change.Path}' comes without having been announced");
        }

        if (_seen[index])
        {
            throw new ProtocolException($"content of '{change.Path}' comes twice");
        }

        _seen[index] = true;
    }

    private void CheckSymlink(in ContentRecord record)
    {
        Change change = changes[record.Index];
        if (change.After.Type == EntryType.Symlink && (record.Length is 0 or > RelativePath.MaxLength || record.Bytes.Contains((byte)0)))
        {
            throw new ProtocolException($"text of the symlink '{change.Path}' has {record.Length} bytes: it may have 1 to {RelativePath.MaxLength}, none of them NUL");
        }
    }

    private void Open(in ContentRecord record)
    {
        Change change = changes[record.Index];
        if (!change.After.IsFile)
        {
            throw new ProtocolException($"content of '{change.Path}', a symlink, comes in pieces");
        }

        if (_open.Count == MaxOpen)
        {
            throw new ProtocolException($"content of '{change.Path}' is begun while {_open.Count} are open, which is the most");
        }

        _open.Add(new OpenContent(record.Index, record.Basis, Produced: 0));
    }

    private void Grow(in ContentRecord record)
    {
        int position = RequireOpen(record.Index);
        OpenContent content = _open[position];
        if (record.Kind == ContentRecordKind.Copy && content.Basis == ContentBasis.None)
        {
            throw new ProtocolException($"content of '{changes[record.Index].Path}' has a copy, but was begun without a basis");
        }

        _open[position] = record.Length <= long.MaxValue - content.Produced
            ? content with { Produced = content.Produced + record.Length }
            : throw new ProtocolException($"content of '{changes[record.Index].Path}' has more bytes than the most, {long.MaxValue}");
    }

    private void Close(in ContentRecord record)
    {
        int position = RequireOpen(record.Index);
        long produced = _open[position].Produced;
        if (record.Final.Size != produced)
        {
            throw new ProtocolException($"content of '{changes[record.Index].Path}' ends with {produced} bytes and says it has {record.Final.Size}");
        }

        _open.RemoveAt(position);
    }

    private int RequireOpen(int index) =>
        FindOpen(index) is int position and >= 0 ? position : throw new ProtocolException($"content of '{changes[index].Path}' goes on without having begun");

    private int FindOpen(int index)
    {
        for (int i = 0; i < _open.Count; i++)
        {
            if (_open[i].Index == index)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct OpenContent(int Index, ContentBasis Basis, long Produced);
}
