using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>Writes a <see cref="RunRequest"/> part by part, each part the payload of one <see cref="MessageType.Begin"/> frame.</summary>
public sealed class RunRequestEncoder
{
    private readonly RunRequest _request;
    private readonly ArrayBufferWriter<byte> _part = new();
    private PathSeries _paths;
    private PathSeries _sources;
    private PathSeries _edits;
    private int _nextChange;
    private int _nextEdit;

    private RunRequestEncoder(RunRequest request) => _request = request;

    private bool HasMore => _nextChange < _request.Changes.Count || _nextEdit < _request.Bookkeeping.Count;

    /// <summary>
    /// The parts of a request, in order: <see cref="WireLimits.PartLength"/> and at most a record more each. A part is good until the next is asked for.
    /// </summary>
    public static IEnumerable<MessagePart> Parts(RunRequest request)
    {
        var encoder = new RunRequestEncoder(request);
        encoder.WriteHead();
        do
        {
            encoder.WriteRecords();
            yield return new MessagePart(encoder._part.WrittenMemory, encoder.HasMore);
            encoder._part.ResetWrittenCount();
        }
        while (encoder.HasMore);
    }

    private void WriteRecords()
    {
        while (_nextChange < _request.Changes.Count && _part.WrittenCount < WireLimits.PartLength)
        {
            ChangeFields.Write(_part, _request.Changes[_nextChange++], ref _paths, ref _sources);
        }

        while (_nextEdit < _request.Bookkeeping.Count && _part.WrittenCount < WireLimits.PartLength)
        {
            EntryEdit edit = _request.Bookkeeping[_nextEdit++];
            _edits.Write(_part, edit.Path);
            _part.WriteEntry(edit.Entry);
        }
    }

    private void WriteHead()
    {
        _part.WriteDigest(_request.Baseline);
        _part.WriteDisplayText(_request.Owner, WireLimits.MaxName);
        _part.WriteMaking(_request.Origin, _request.Source);
        _part.WriteInt64(_request.Retention.MaxAgeDays);
        _part.WriteInt64(_request.Retention.MaxBytes);
        _part.WriteInt64(_request.Disposable.Count);
        foreach (string pattern in _request.Disposable)
        {
            _part.WriteText(pattern);
        }

        _part.WriteSized(_request.Key is { } key ? key.Bytes.Span : default);
        _part.WriteInt64(_request.Changes.Count);
        _part.WriteInt64(_request.Bookkeeping.Count);
    }
}
