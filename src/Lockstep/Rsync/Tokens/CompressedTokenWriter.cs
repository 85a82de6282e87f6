using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Tokens;

/// <summary>Tokens whose literal bytes are compressed and whose blocks are told as runs.</summary>
internal sealed class CompressedTokenWriter(RsyncWriter to, IPieceCompressor compressor) : TokenWriter
{
    private const int MaxRun = ushort.MaxValue;
    private const int MaxRelative = 63;

    private int _current;
    private int _runStart = -1;
    private int _runEnd;
    private bool _hasLiteral;
    private bool _isStarted;

    /// <inheritdoc/>
    public override void Literal(ReadOnlySpan<byte> bytes)
    {
        Start();
        EndRun();
        compressor.Add(bytes, WriteChunk);
        _hasLiteral = true;
    }

    /// <inheritdoc/>
    public override void Block(int number, ReadOnlySpan<byte> content)
    {
        Start();
        EndLiteral();
        if (_runStart >= 0 && number == _runEnd + 1 && number - _runStart <= MaxRun)
        {
            _runEnd = number;
        }
        else
        {
            EndRun();
            (_runStart, _runEnd) = (number, number);
        }

        compressor.Saw(content);
    }

    /// <inheritdoc/>
    public override void End()
    {
        EndLiteral();
        EndRun();
        to.WriteByte(CompressedFlags.End);
        _isStarted = false;
    }

    private void Start()
    {
        if (!_isStarted)
        {
            (_isStarted, _current) = (true, 0);
            compressor.StartFile();
        }
    }

    private void EndLiteral()
    {
        if (_hasLiteral)
        {
            compressor.Flush(WriteChunk);
            _hasLiteral = false;
        }
    }

    private void EndRun()
    {
        if (_runStart < 0)
        {
            return;
        }

        int distance = _runStart - _current, more = _runEnd - _runStart;
        if (distance is >= 0 and <= MaxRelative)
        {
            to.WriteByte((byte)((more > 0 ? CompressedFlags.RelativeRun : CompressedFlags.Relative) + distance));
        }
        else
        {
            to.WriteByte(more > 0 ? CompressedFlags.AbsoluteRun : CompressedFlags.Absolute);
            to.WriteInt32(_runStart);
        }

        if (more > 0)
        {
            to.WriteUInt16(more);
        }

        (_current, _runStart) = (_runEnd, -1);
    }

    private void WriteChunk(ReadOnlySpan<byte> compressed)
    {
        while (!compressed.IsEmpty)
        {
            int taken = Math.Min(compressed.Length, CompressedFlags.MaxChunk);
            to.WriteByte((byte)(CompressedFlags.Chunk | (taken >> 8)));
            to.WriteByte((byte)taken);
            to.Write(compressed[..taken]);
            compressed = compressed[taken..];
        }
    }
}
