using System.Buffers;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents.Shared;

/// <summary>
/// Contents that several runs send whole, read and compressed once. Each run takes the packs at its own pace, from the first on: the foremost pulls the reading,
/// what the others have not taken yet is kept while there is room, and who falls further behind goes on alone. So nobody waits for anybody else.
/// </summary>
internal sealed class ContentLine : IContentSink, IDisposable
{
    /// <summary>How many packs are read before the foremost run asks for them.</summary>
    private const int Ahead = 2;

    /// <summary>Most bytes of packs that are kept ahead of a run that was foreseen.</summary>
    private const long MostForeseen = 4 << 20;

    private readonly Lock _lock = new();
    private readonly SharedContents _owner;
    private readonly IReadOnlyList<Change> _changes;
    private readonly List<LinePack> _kept = [];
    private readonly List<LineReader> _readers = [];
    private readonly CancellationTokenSource _abandoned = new();
    private readonly AdaptiveCompression _adaptive;
    private readonly PackEncoder _encoder;
    private readonly LineLog _log = new();
    private readonly ContentSender _sender;
    private readonly bool _isForeseen;
    private bool _isAhead;
    private Task? _reading;
    private TaskCompletionSource _moved = NewSignal();
    private Task _encoding = Task.CompletedTask;
    private int _firstKept;
    private long _keptBytes;
    private bool _isRead;

    /// <summary>Creates a line; the first run that joins it starts the reading.</summary>
    /// <param name="owner">Knows whether more runs are to come, and how much may be kept.</param>
    /// <param name="project">The tree that is read.</param>
    /// <param name="changes">The changes of the run that comes first.</param>
    /// <param name="compression">How the runs want their contents.</param>
    /// <param name="runs">How many runs there may be: each of them costs the encryption of what is sent.</param>
    /// <param name="isForeseen">Whether it reads before the run comes, which is then far away: what is near would be here already.</param>
    public ContentLine(SharedContents owner, RootedDirectory project, IReadOnlyList<Change> changes, Compression compression, int runs, bool isForeseen = false)
    {
        (_owner, _changes, Compression, _isForeseen, _isAhead) = (owner, changes, compression, isForeseen, isForeseen);
        _adaptive = new AdaptiveCompression(runs);
        _encoder = new PackEncoder(compression, _adaptive);
        _sender = new ContentSender(project, changes, this, _log);
        if (isForeseen)
        {
            _adaptive.Answered(AdaptiveCompression.LongRoundTrip);
            _reading = Task.Run(ReadAsync);
        }
    }

    /// <summary>How the contents are compressed.</summary>
    public Compression Compression { get; }

    /// <summary>Whether nobody uses it.</summary>
    public bool IsDeserted
    {
        get
        {
            lock (_lock)
            {
                return _readers.Count == 0;
            }
        }
    }

    /// <summary>Whether a run sends the same contents whole, under the same numbers.</summary>
    public bool HasSame(IReadOnlyList<Change> changes) => WholeContents.AreSame(_changes, changes);

    /// <summary>Lets a run in; null when the first packs are not kept any longer.</summary>
    public LineReader? TryJoin(Task<TimeSpan> roundTrip)
    {
        lock (_lock)
        {
            if (_firstKept > 0)
            {
                return null;
            }

            var reader = new LineReader(this, roundTrip);
            _readers.Add(reader);
            _reading ??= Task.Run(ReadAsync);
            return reader;
        }
    }

    /// <summary>The next pack for a run (<see cref="LineReader.NextAsync"/>).</summary>
    public async Task<LinePack?> TakeAsync(LineReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                int at = reader.Taken - _firstKept;
                if (at >= 0 && at < _kept.Count)
                {
                    return Take(reader, _kept[at]);
                }

                if (at < 0 || _isRead)
                {
                    break;
                }

                if (_isForeseen && reader.RoundTrip < AdaptiveCompression.LongRoundTrip)
                {
                    // It is near after all, and faster alone than at the level of far links.
                    _abandoned.Cancel();
                    return null;
                }

                moved = _moved.Task;
            }

            await moved.WaitAsync(cancellation);
        }

        if (reader.Taken >= _firstKept)
        {
            await _reading!;
            reader.Position = new SendPosition(_changes.Count);
        }

        return null;
    }

    /// <summary>A run needs nothing more of it.</summary>
    public void Leave(LineReader reader)
    {
        lock (_lock)
        {
            _readers.Remove(reader);
            Trim();
        }

        _owner.Tidy();
    }

    /// <summary>Forgets what is not needed, after more or fewer runs or lines than before may need it.</summary>
    public void Tidy()
    {
        lock (_lock)
        {
            Trim();
        }
    }

    /// <summary>Takes a pack that was read; returns when the next is wanted.</summary>
    public async ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
    {
        (SendJournal journal, SendPosition after) = (_log.TakeJournal(), _sender.Position);

        // While one pack is compressed, the next is read.
        await _encoding;
        _encoding = Task.Run(() => Keep(pack, journal, after), CancellationToken.None);
        while (WaitForDemand() is { } moved)
        {
            await moved.WaitAsync(cancellation);
        }
    }

    /// <summary>What waits for a signature is not sent whole, and not here.</summary>
    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => Task.FromResult<ContentSignature?>(null);

    /// <summary>Gives up reading.</summary>
    public void Dispose() => _abandoned.Cancel();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync()
    {
        try
        {
            await _sender.SendWholeAsync(_abandoned.Token);
        }
        finally
        {
            await _encoding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_lock)
            {
                _isRead = true;
                Move();
            }

            _encoder.Dispose();
        }

        await _encoding;
    }

    private void Keep(ContentPack pack, SendJournal journal, SendPosition after)
    {
        using (pack)
        {
            LookAtLinks();
            EncodedPack encoded = _encoder.Encode(pack.Records, pack.IsOfLargeContent, IsAhead());
            LinePack kept = Copy(encoded, pack.IsOfLargeContent, journal, after);
            lock (_lock)
            {
                _kept.Add(kept);
                _keptBytes += kept.Encoded.Bytes.Length;
                Trim();
                Move();
            }
        }
    }

    /// <summary>Whether more of a foreseen run is ready than its link takes. Once it was not, the compressor is what the link waits for, and never again is ahead.</summary>
    private bool IsAhead()
    {
        lock (_lock)
        {
            _isAhead &= _readers.Count == 0 || _kept.Count > 0;
            return _isAhead;
        }
    }

    /// <summary>A pack in memory of its own, which comes back when the only run that it was foreseen for has sent it.</summary>
    private LinePack Copy(EncodedPack encoded, bool isOfLargeContent, SendJournal journal, SendPosition after)
    {
        if (!_isForeseen)
        {
            return new LinePack(encoded with { Bytes = encoded.Bytes.ToArray() }, isOfLargeContent, journal, after);
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(encoded.Bytes.Length);
        encoded.Bytes.CopyTo(bytes);
        return new LinePack(encoded with { Bytes = bytes.AsMemory(0, encoded.Bytes.Length) }, isOfLargeContent, journal, after)
        {
            Sent = () => ArrayPool<byte>.Shared.Return(bytes),
        };
    }

    /// <summary>The nearest target decides how hard is worth compressing: a higher level would make it wait.</summary>
    private void LookAtLinks()
    {
        TimeSpan nearest = TimeSpan.MaxValue;
        lock (_lock)
        {
            foreach (LineReader reader in _readers)
            {
                TimeSpan roundTrip = reader.RoundTrip ?? TimeSpan.Zero;
                nearest = roundTrip < nearest ? roundTrip : nearest;
            }
        }

        if (nearest < TimeSpan.MaxValue)
        {
            _adaptive.Answered(nearest);
        }
    }

    private LinePack Take(LineReader reader, LinePack pack)
    {
        reader.Taken++;
        reader.Position = pack.After;
        Trim();
        Move();
        return pack;
    }

    /// <summary>What to wait for before more is read; null when more is wanted.</summary>
    private Task? WaitForDemand()
    {
        lock (_lock)
        {
            bool isWanted = _isForeseen ? _keptBytes < MostForeseen : _firstKept + _kept.Count < Foremost() + Ahead;
            return isWanted ? null : _moved.Task;
        }
    }

    /// <summary>How many packs were taken by the run that has taken most.</summary>
    private int Foremost()
    {
        int foremost = 0;
        foreach (LineReader reader in _readers)
        {
            foremost = Math.Max(foremost, reader.Taken);
        }

        return foremost;
    }

    /// <summary>Forgets packs that nobody needs any more, and where there are too many, those that only the foremost runs have taken.</summary>
    private void Trim()
    {
        int needed = _owner.HasMoreToCome ? 0 : int.MaxValue;
        foreach (LineReader reader in _readers)
        {
            needed = Math.Min(needed, reader.Taken);
        }

        (int foremost, long most) = (Foremost(), _owner.MostKeptByEach);
        int count = 0;
        while (count < _kept.Count && (_firstKept + count < needed || (_firstKept + count < foremost && _keptBytes > most)))
        {
            _keptBytes -= _kept[count].Encoded.Bytes.Length;
            count++;
        }

        _kept.RemoveRange(0, count);
        _firstKept += count;
    }

    private void Move()
    {
        _moved.TrySetResult();
        _moved = NewSignal();
    }
}
