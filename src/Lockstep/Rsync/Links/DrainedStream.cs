using System.Runtime.ExceptionServices;

namespace Lockstep.Rsync.Links;

/// <summary>
/// Reads ahead on a thread of its own, so that a peer can always write to us: one that waits for that may not read what we write, and both would wait forever.
/// </summary>
internal sealed class DrainedStream : Stream
{
    private const int PieceLength = 64 * 1024;
    private const long MostAhead = 64L << 20;

    private readonly Stream _inner;
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _pieces = new();
    private readonly SemaphoreSlim _come = new(0);
    private readonly ManualResetEventSlim _hasRoom = new(true);
    private byte[] _piece = [];
    private int _at;
    private long _ahead;
    private ExceptionDispatchInfo? _failure;
    private bool _hasEnded;

    /// <summary>Starts to read ahead.</summary>
    public DrainedStream(Stream inner)
    {
        _inner = inner;
        new Thread(Drain) { IsBackground = true, Name = "rsync drain" }.Start();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _piece.Length && !TakePiece())
        {
            return 0;
        }

        int taken = Math.Min(count, _piece.Length - _at);
        _piece.AsSpan(_at, taken).CopyTo(buffer.AsSpan(offset));
        _at += taken;
        return taken;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool TakePiece()
    {
        if (_hasEnded)
        {
            return false;
        }

        _come.Wait();
        lock (_lock)
        {
            if (_pieces.TryDequeue(out byte[]? piece))
            {
                (_piece, _at) = (piece, 0);
                _ahead -= piece.Length;
                _hasRoom.Set();
                return true;
            }
        }

        _hasEnded = true;
        _failure?.Throw();
        return false;
    }

    private void Drain()
    {
        byte[] buffer = new byte[PieceLength];
        try
        {
            while (_inner.Read(buffer, 0, buffer.Length) is > 0 and int read)
            {
                Add(buffer.AsSpan(0, read).ToArray());
                _hasRoom.Wait();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        _come.Release();
    }

    private void Add(byte[] piece)
    {
        lock (_lock)
        {
            _pieces.Enqueue(piece);
            _ahead += piece.Length;
            if (_ahead >= MostAhead)
            {
                _hasRoom.Reset();
            }
        }

        _come.Release();
    }
}
