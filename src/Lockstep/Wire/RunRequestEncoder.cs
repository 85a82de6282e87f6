using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire;

/// <summary>Writes a <see cref="RunRequest"/> part by part, each part the payload of one <see cref="MessageType.Begin"/> frame.</summary>
/// <param name="request">What to write.</param>
public sealed class RunRequestEncoder(RunRequest request)
{
    private PathSeries _paths;
    private PathSeries _sources;
    private PathSeries _edits;
    private bool _hasStarted;
    private int _nextChange;
    private int _nextEdit;

    private bool HasMore => _nextChange < request.Changes.Count || _nextEdit < request.Bookkeeping.Count;

    /// <summary>Writes the next part: <see cref="WireLimits.PartLength"/> and at most a record more. Called until it gives false.</summary>
    /// <param name="part">Empty; takes the part.</param>
    /// <returns>Whether another part follows.</returns>
    public bool EncodePart(ArrayBufferWriter<byte> part)
    {
        if (!_hasStarted)
        {
            WriteHead(part);
            _hasStarted = true;
        }

        while (_nextChange < request.Changes.Count && part.WrittenCount < WireLimits.PartLength)
        {
            ChangeFields.Write(part, request.Changes[_nextChange++], ref _paths, ref _sources);
        }

        while (_nextEdit < request.Bookkeeping.Count && part.WrittenCount < WireLimits.PartLength)
        {
            EntryEdit edit = request.Bookkeeping[_nextEdit++];
            _edits.Write(part, edit.Path);
            part.WriteEntry(edit.Entry);
        }

        return HasMore;
    }

    private void WriteHead(ArrayBufferWriter<byte> part)
    {
        part.WriteDigest(request.Baseline);
        part.WriteDisplayText(request.Owner, WireLimits.MaxName);
        part.WriteInt64(request.Retention.MaxAgeDays);
        part.WriteInt64(request.Retention.MaxBytes);
        part.WriteInt64(request.Disposable.Count);
        foreach (string pattern in request.Disposable)
        {
            part.WriteText(pattern);
        }

        part.WriteInt64(request.Changes.Count);
        part.WriteInt64(request.Bookkeeping.Count);
    }
}
