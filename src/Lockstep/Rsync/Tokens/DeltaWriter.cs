using Lockstep.Rsync.Sums;

namespace Lockstep.Rsync.Tokens;

/// <summary>Fills a part of a span and tells how much; 0 at the end.</summary>
internal delegate int ContentRead(Span<byte> to);

/// <summary>Sends a content as what differs from a basis of which only the sums are known.</summary>
/// <param name="sums">The basis; null for none.</param>
/// <param name="tokens">Where the content goes.</param>
/// <param name="sum">The digest of all of it.</param>
/// <param name="isInPlace">Whether the receiver overwrites the basis as it goes.</param>
/// <param name="buffer">Room for some blocks, which is the caller's again afterwards.</param>
internal sealed class DeltaWriter(BlockSums? sums, TokenWriter tokens, WholeSum sum, bool isInPlace, byte[] buffer)
{
    private readonly byte[] _buffer = buffer;
    private int _end;
    private long _offset;

    /// <summary>Bytes that went as they are.</summary>
    public long Literal { get; private set; }

    /// <summary>Bytes that the basis has.</summary>
    public long Matched { get; private set; }

    /// <summary>Sends all that a source gives.</summary>
    /// <param name="read">Fills a part of a span and tells how much; 0 at the end.</param>
    public void Send(ContentRead read)
    {
        int start = 0;
        while (Fill(read))
        {
            start = sums is null ? _end : Search(start, isLast: false);
            start = Flush(start);
        }

        Search(start, isLast: true);
        tokens.End();
    }

    /// <summary>Fills the buffer; false when nothing more comes.</summary>
    private bool Fill(ContentRead read)
    {
        int before = _end;
        while (_end < _buffer.Length)
        {
            int taken = read(_buffer.AsSpan(_end));
            if (taken == 0)
            {
                break;
            }

            sum.Append(_buffer.AsSpan(_end, taken));
            _end += taken;
        }

        return _end > before;
    }

    /// <summary>Sends the literal bytes before a position and moves the rest to the front.</summary>
    private int Flush(int at)
    {
        SendLiteral(0, at);
        _buffer.AsSpan(at, _end - at).CopyTo(_buffer);
        (_end, _offset) = (_end - at, _offset + at);
        return 0;
    }

    private void SendLiteral(int from, int to)
    {
        if (to > from)
        {
            tokens.Literal(_buffer.AsSpan(from, to - from));
            Literal += to - from;
        }
    }

    /// <summary>Looks for blocks from a position on; gives where to go on when there is more to read.</summary>
    private int Search(int at, bool isLast)
    {
        if (sums is null || sums.Head.Count == 0)
        {
            SendLiteral(0, isLast ? _end : 0);
            return _end;
        }

        int block = sums.Head.BlockLength, pending = 0, preferred = 0;
        int last = sums.Head.LengthOf(sums.Head.Count - 1);
        bool isSummed = false;
        RollingChecksum rolling = default;
        while (true)
        {
            int window = Math.Min(block, _end - at);
            if (window < block && (!isLast || window == 0 || window < Math.Min(last, block)))
            {
                break;
            }

            if (!isSummed)
            {
                rolling = RollingChecksum.Of(_buffer.AsSpan(at, window));
                isSummed = true;
            }

            int found = sums.Find(rolling.Value, _buffer.AsSpan(at, window), preferred, _offset + at, isInPlace);
            if (found >= 0)
            {
                SendLiteral(pending, at);
                tokens.Block(found, _buffer.AsSpan(at, window));
                Matched += window;
                at += window;
                (pending, preferred, isSummed) = (at, found + 1, false);
            }
            else if (at + window < _end)
            {
                rolling.Roll(window, _buffer[at], _buffer[at + window]);
                at++;
            }
            else if (!isLast)
            {
                at++;
                break;
            }
            else
            {
                rolling.Shrink(window, _buffer[at]);
                at++;
            }
        }

        if (isLast)
        {
            SendLiteral(pending, _end);
            return _end;
        }

        // What was matched is gone; what lies before the window goes as it is when the buffer moves on.
        if (pending > 0)
        {
            _buffer.AsSpan(pending, _end - pending).CopyTo(_buffer);
            (_end, _offset, at) = (_end - pending, _offset + pending, at - pending);
        }

        return at;
    }
}
