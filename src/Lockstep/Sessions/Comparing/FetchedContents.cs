using Lockstep.Sessions.Contents;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Comparing;

/// <summary>Keeps fetched contents in memory; whoever asks for them sees to it that they are not too many.</summary>
/// <param name="request">What was asked for: it bounds what comes.</param>
internal sealed class FetchedContents(FetchRequest request) : IContentSink
{
    private readonly byte[]?[] _contents = new byte[]?[request.Contents.Count];
    private readonly Dictionary<int, MemoryStream> _growing = [];

    /// <summary>A content by its place in the request; null when it did not come whole.</summary>
    public byte[]? this[int index] => _contents[index];

    /// <inheritdoc/>
    public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
    {
        using (pack)
        {
            var reader = new ContentPackReader(pack.Records.Span, _contents.Length);
            while (reader.TryRead(out ContentRecord record))
            {
                Take(record);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => Task.FromResult<ContentSignature?>(null);

    private void Take(in ContentRecord record)
    {
        switch (record.Kind)
        {
            case ContentRecordKind.Whole:
                Keep(record, record.Bytes.ToArray());
                break;
            case ContentRecordKind.Begin:
                _growing.Add(record.Index, new MemoryStream((int)request.Contents[record.Index].Entry.Size));
                break;
            case ContentRecordKind.Data:
                _growing[record.Index].Write(record.Bytes);
                break;
            case ContentRecordKind.Zeros:
                _growing[record.Index].SetLength(_growing[record.Index].Length + record.Length);
                _growing[record.Index].Seek(0, SeekOrigin.End);
                break;
            case ContentRecordKind.End when _growing.Remove(record.Index, out MemoryStream? grown):
                Keep(record, grown.ToArray());
                break;
            default:
                _growing.Remove(record.Index);
                break;
        }
    }

    private void Keep(in ContentRecord record, byte[] content)
    {
        if (ContentHash.Of(content) != record.Final.Content)
        {
            throw new ProtocolException($"content of '{request.Contents[record.Index].Path}' does not have the hash it came with");
        }

        _contents[record.Index] = content;
    }
}
