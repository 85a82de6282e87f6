namespace Lockstep.Transport;

/// <summary>Takes one line without its end; the span is valid during the call only.</summary>
public delegate void LineHandler(ReadOnlySpan<byte> line);

/// <summary>
/// Cuts a stream of bytes into lines. A carriage return before the newline goes with it. A line longer than <see cref="MaxLength"/>
/// comes in pieces, so that a peer cannot make us hold more.
/// </summary>
public sealed class LineSplitter(LineHandler onLine)
{
    /// <summary>Bytes of the longest piece handed out.</summary>
    public const int MaxLength = 16 * 1024;

    private readonly byte[] _held = new byte[MaxLength];
    private int _length;

    /// <summary>Takes the next bytes and hands out the lines they complete.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            int taken = Math.Min(part.Length, MaxLength - _length);
            part[..taken].CopyTo(_held.AsSpan(_length));
            _length += taken;
            if (taken < part.Length)
            {
                HandOut();
                bytes = bytes[taken..];
                continue;
            }

            if (end < 0)
            {
                return;
            }

            HandOut();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Hands out a last line that has no end.</summary>
    public void Finish()
    {
        if (_length > 0)
        {
            HandOut();
        }
    }

    private void HandOut()
    {
        ReadOnlySpan<byte> line = _held.AsSpan(0, _length);
        _length = 0;
        onLine(line is [.., (byte)'\r'] ? line[..^1] : line);
    }
}
