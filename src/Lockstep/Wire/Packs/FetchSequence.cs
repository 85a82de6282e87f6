using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Wire.Packs;

/// <summary>
/// Holds the records of what was fetched against what was asked for: only these contents, each once, none larger than was announced and each, in the end,
/// the one that was announced. Whoever sends them is not trusted with more.
/// </summary>
public sealed class FetchSequence
{
    private readonly FetchRequest _request;
    private readonly ContentSequence _sequence;
    private readonly Dictionary<int, long> _left = [];
    private int _settled;

    /// <summary>Starts before the first record.</summary>
    public FetchSequence(FetchRequest request)
    {
        _request = request;
        _sequence = new ContentSequence(request.ToChanges());
    }

    /// <summary>Takes the next record, or throws a <see cref="ProtocolException"/> when it is not what was asked for.</summary>
    public void Accept(in ContentRecord record)
    {
        FetchedContent asked = _request.Contents[record.Index];
        _sequence.Accept(record);
        switch (record.Kind)
        {
            case ContentRecordKind.Whole:
                Settle(asked, record);
                break;
            case ContentRecordKind.Begin:
                Refuse(record.Basis != ContentBasis.None, asked, "is built on what is not there");
                Refuse(record.Length != asked.Entry.Size, asked, $"has {record.Length} bytes, {asked.Entry.Size} were asked for");
                _left.Add(record.Index, asked.Entry.Size);
                break;
            case ContentRecordKind.Data or ContentRecordKind.Zeros:
                Refuse(record.Length > _left[record.Index], asked, $"goes on behind the {asked.Entry.Size} bytes that were asked for");
                _left[record.Index] -= record.Length;
                break;
            case ContentRecordKind.End:
                _left.Remove(record.Index);
                Settle(asked, record);
                break;
            case ContentRecordKind.Skip:
                _left.Remove(record.Index);
                _settled++;
                break;
        }
    }

    /// <summary>Throws a <see cref="ProtocolException"/> when a content neither came nor was skipped.</summary>
    public void Finish()
    {
        if (_settled < _request.Contents.Count)
        {
            throw new ProtocolException($"{_request.Contents.Count - _settled} of {_request.Contents.Count} contents that were asked for did not come");
        }
    }

    private void Settle(in FetchedContent asked, in ContentRecord record)
    {
        (Entry entry, FinalContent final) = (asked.Entry, record.Final);
        Refuse(final.Size != entry.Size, asked, $"has {final.Size} bytes, {entry.Size} were asked for");
        bool isMeant = final.ModifiedNs == entry.ModifiedNs
            && (!entry.IsFile || final.Mode == entry.Mode)
            && (!entry.Content.IsKnown || final.Content == entry.Content);
        Refuse(!isMeant, asked, "is not the one that was asked for");
        _settled++;
    }

    private static void Refuse(bool isWrong, in FetchedContent asked, string what)
    {
        if (isWrong)
        {
            throw new ProtocolException($"content of '{asked.Path}' {what}");
        }
    }
}
