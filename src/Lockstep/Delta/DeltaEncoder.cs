using System.Buffers;

namespace Lockstep.Delta;

/// <summary>
/// Writes the delta that turns a basis, known by its <see cref="Signature"/>, into a new file that arrives in slices of any size
/// (Tridgell's thesis, chapter 3). Memory is two blocks and two literals, whatever the file's length.
/// Does no I/O: operations go to the sink.
/// </summary>
/// <remarks>
/// Right behind a match the block after it is tried first, by its strong sum alone: an unchanged stretch costs one hash of its bytes.
/// Only where that fails does the search roll byte by byte through <see cref="BlockIndex"/>. The work of failed searches is bounded by
/// <see cref="EffortPerByte"/>; when content made to collide has used it up, positions are passed over until
/// new bytes earn more, so the delta gets longer, never wrong.
/// </remarks>
public sealed class DeltaEncoder : IDisposable
{
    /// <summary>The longest literal given to a sink, in bytes.</summary>
    public const int MaximumLiteralLength = 64 * 1024;

    /// <summary>A copy that has grown to so many bytes is given to the sink, so that whoever makes the new file can begin.</summary>
    public const int LongCopy = 8 * 1024 * 1024;

    // Accidental weak matches cost file length / 2^32 hashed bytes at each position, that is 32 in a file of 128 GiB.
    private const int EffortPerByte = 64;

    private readonly Signature _signature;
    private readonly StrongSum _strongSum;
    private readonly BlockIndex _index;
    private byte[] _buffer;

    // In the buffer: [_literal, _position) was not found in the basis and is not yet written, the window begins at _position,
    // and [_position, _end) is still to be searched.
    private int _literal;
    private int _position;
    private int _end;

    private Stage _stage;
    private int _expected;
    private uint _weakSum;
    private long _effort;
    private DeltaOutput _output;

    /// <summary>Prepares a delta against the basis of <paramref name="signature"/>.</summary>
    /// <param name="signature">What is known of the basis.</param>
    /// <param name="seed">The run's seed, the one the signature was made with.</param>
    public DeltaEncoder(Signature signature, long seed)
    {
        _signature = signature;
        _strongSum = new StrongSum(seed);
        _index = new BlockIndex(signature, _strongSum);
        _buffer = ArrayPool<byte>.Shared.Rent(2 * (signature.BlockLength + MaximumLiteralLength));
        Expect(block: 0);
    }

    private enum Stage
    {
        /// <summary>The window may be the block after the last match.</summary>
        Expecting,

        /// <summary>The window is not that block; nothing else is known of it.</summary>
        Jumped,

        /// <summary>The weak sum is that of the window, and the window equals no block.</summary>
        Rolling,
    }

    /// <summary>Takes the next bytes of the new file and gives the sink what is certain by now.</summary>
    public void Append(ReadOnlySpan<byte> data, IDeltaSink sink)
    {
        while (!data.IsEmpty)
        {
            Span<byte> room = Room();
            var taken = Math.Min(data.Length, room.Length);
            data[..taken].CopyTo(room);
            Take(taken, sink);
            data = data[taken..];
        }
    }

    /// <summary>Room for the next bytes of the new file, never empty: they are read into it and then taken with <see cref="Take"/>.</summary>
    public Span<byte> Room()
    {
        if (_end > _buffer.Length / 2)
        {
            _buffer.AsSpan(_literal.._end).CopyTo(_buffer);
            (_literal, _position, _end) = (0, _position - _literal, _end - _literal);
        }

        return _buffer.AsSpan(_end);
    }

    /// <summary>Takes bytes that were read into <see cref="Room"/>, and gives the sink what is certain by now.</summary>
    public void Take(int length, IDeltaSink sink)
    {
        _end += length;
        _effort += (long)length * EffortPerByte;
        while (Advance(sink))
        {
        }
    }

    /// <summary>Ends the new file: gives the sink all that is left. The encoder can then take another against the same basis.</summary>
    public void Finish(IDeltaSink sink)
    {
        // The window never shrinks, so the short last block can only be recognised by its distance from the end.
        var tail = _signature.TailLength;
        var position = _end - tail;
        if (tail > 0 && position >= _literal && Equals(position, _signature.BlockCount - 1))
        {
            _position = position;
            Match(_signature.BlockCount - 1, sink);
        }

        _output.Literal(_buffer.AsSpan(_literal.._end), sink);
        _output.Flush(sink);
        (_literal, _position, _end, _effort) = (0, 0, 0, 0);
        Expect(block: 0);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>One step of the search; false when it needs more bytes.</summary>
    private bool Advance(IDeltaSink sink) => _stage switch
    {
        Stage.Expecting => TryExpected(sink),
        Stage.Jumped => TryWindow(sink),
        _ => Roll(sink),
    };

    private bool TryExpected(IDeltaSink sink)
    {
        if (_end - _position < _signature.LengthOf(_expected))
        {
            return false;
        }

        if (Equals(_position, _expected))
        {
            Match(_expected, sink);
            return true;
        }

        _stage = Stage.Jumped;
        return true;
    }

    private bool TryWindow(IDeltaSink sink)
    {
        if (_end - _position < _signature.BlockLength)
        {
            return false;
        }

        _weakSum = RollingSum.Of(Window);
        MatchWindow(sink);
        return true;
    }

    private bool Roll(IDeltaSink sink)
    {
        if (_position - _literal == MaximumLiteralLength)
        {
            _output.Literal(_buffer.AsSpan(_literal.._position), sink);
            _literal = _position;
        }

        var next = _position + _signature.BlockLength;
        var reach = Math.Min(_end - next, MaximumLiteralLength - (_position - _literal));
        if (reach == 0)
        {
            return false;
        }

        _position += _index.RollToCandidate(_buffer.AsSpan(_position, reach), _buffer.AsSpan(next, reach), ref _weakSum);
        MatchWindow(sink);
        return true;
    }

    private void MatchWindow(IDeltaSink sink)
    {
        _stage = Stage.Rolling;
        if (_effort <= 0 || !_index.MayContain(_weakSum))
        {
            return;
        }

        var block = _index.Find(_weakSum, Window, ref _effort);
        if (block >= 0)
        {
            Match(block, sink);
        }
    }

    private ReadOnlySpan<byte> Window => _buffer.AsSpan(_position, _signature.BlockLength);

    private void Match(int block, IDeltaSink sink)
    {
        var length = _signature.LengthOf(block);
        _output.Literal(_buffer.AsSpan(_literal.._position), sink);
        _output.Copy(_signature.OffsetOf(block), length, sink);
        _position += length;
        _literal = _position;
        Expect(block + 1);
    }

    private void Expect(int block)
    {
        _expected = block;
        _stage = block < _signature.BlockCount ? Stage.Expecting : Stage.Jumped;
    }

    private bool Equals(int position, int block) =>
        _strongSum.Of(_buffer.AsSpan(position, _signature.LengthOf(block))) == _signature.StrongSums[block];
}
