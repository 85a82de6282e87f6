using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>Reads a <see cref="RunRequest"/> part by part and keeps nothing but what it says. Records do not span parts.</summary>
public sealed class RunRequestDecoder
{
    private readonly ChangeList _changes = [];
    private readonly List<EntryEdit> _edits = [];
    private PathSeries _paths;
    private PathSeries _sources;
    private PathSeries _editPaths;
    private RunRequest? _head;
    private int _changeCount;
    private int _editCount;
    private long _length;

    /// <summary>Reads the next part.</summary>
    public void Add(ReadOnlySpan<byte> part)
    {
        _length += part.Length;
        if (_length > WireLimits.MaxBulkMessage)
        {
            throw new ProtocolException($"run request has more than {_length - part.Length} bytes, the most is {WireLimits.MaxBulkMessage}");
        }

        var reader = new ByteReader(part);
        _head ??= ReadHead(ref reader);
        while (_changes.Count < _changeCount && reader.Remaining > 0)
        {
            _changes.Add(ChangeFields.Read(ref reader, ref _paths, ref _sources));
        }

        while (_edits.Count < _editCount && reader.Remaining > 0)
        {
            RelativePath path = _editPaths.ReadNext(ref reader);
            _edits.Add(new EntryEdit(path, reader.ReadEntry()));
        }

        reader.ExpectEnd("run request");
    }

    /// <summary>The request, once its last part was added.</summary>
    public RunRequest Complete() => _head is not null && _changes.Count == _changeCount && _edits.Count == _editCount
        ? _head
        : throw new ProtocolException(
            $"run request ends after {_changes.Count} changes and {_edits.Count} edits, it announced {_changeCount} and {_editCount}");

    private RunRequest ReadHead(ref ByteReader reader)
    {
        SnapshotDigest baseline = reader.ReadDigest("baseline");
        string owner = reader.ReadDisplayText("owner", WireLimits.MaxName);
        (RunOrigin origin, RunSource? source) = reader.ReadMaking();
        int days = reader.ReadInt32("days of history", WireLimits.MaxRetentionDays);
        var retention = new Retention(days, reader.ReadInt64("bytes of history"));
        var disposable = new string[reader.ReadCount("disposable patterns", WireLimits.MaxPatterns)];
        for (int i = 0; i < disposable.Length; i++)
        {
            disposable[i] = reader.ReadExactText("disposable pattern", WireLimits.MaxText);
        }

        SealKey? key = ReadKey(ref reader);
        _changeCount = reader.ReadInt32("number of changes", WireLimits.MaxItems);
        _editCount = reader.ReadInt32("number of edits", WireLimits.MaxItems);
        return new RunRequest(baseline, _changes, _edits, disposable, owner, retention) { Origin = origin, Source = source, Key = key };
    }

    private static SealKey? ReadKey(ref ByteReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadSized("key of the seals", SealKey.Length);
        return bytes.Length switch
        {
            0 => null,
            SealKey.Length => new SealKey(bytes),
            _ => throw new ProtocolException($"key of the seals is {bytes.Length} bytes long, it may be 0 or {SealKey.Length}"),
        };
    }
}
