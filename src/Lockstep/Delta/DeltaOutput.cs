namespace Lockstep.Delta;

/// <summary>Passes operations on to a sink: cuts literals to size and joins copies that touch, up to <see cref="DeltaEncoder.LongCopy"/>.</summary>
internal struct DeltaOutput
{
    private long _copyOffset;
    private long _copyLength;

    public void Literal(ReadOnlySpan<byte> bytes, IDeltaSink sink)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        Flush(sink);
        while (!bytes.IsEmpty)
        {
            var piece = Math.Min(bytes.Length, DeltaEncoder.MaximumLiteralLength);
            sink.Literal(bytes[..piece]);
            bytes = bytes[piece..];
        }
    }

    public void Copy(long offset, int length, IDeltaSink sink)
    {
        bool touches = _copyLength > 0 && offset == _copyOffset + _copyLength;
        if (!touches)
        {
            Flush(sink);
            _copyOffset = offset;
        }

        _copyLength += length;
        if (_copyLength >= DeltaEncoder.LongCopy)
        {
            Flush(sink);
        }
    }

    public void Flush(IDeltaSink sink)
    {
        if (_copyLength > 0)
        {
            sink.Copy(_copyOffset, _copyLength);
            _copyLength = 0;
        }
    }
}
