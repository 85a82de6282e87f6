namespace Lockstep.Cli.Terminal;

/// <summary>Cuts one stream of a command's output into lines. A carriage return alone ends a line too: it is how progress bars start anew.</summary>
/// <param name="onLine">Takes each line without its end; the span is valid during the call only.</param>
internal sealed class OutputLines(Action<ReadOnlySpan<byte>> onLine)
{
    // A longer line comes in pieces, so that a command cannot make us hold more.
    private const int MaxLength = 16 * 1024;

    private readonly byte[] _held = new byte[MaxLength];
    private int _length;
    private bool _endedByReturn;

    /// <summary>Takes the next bytes and hands out the lines they complete.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            bool isSecondOfPair = value == '\n' && _endedByReturn;
            _endedByReturn = value == '\r';
            if (isSecondOfPair)
            {
                continue;
            }

            if (value is (byte)'\n' or (byte)'\r')
            {
                HandOut();
                continue;
            }

            if (_length == MaxLength)
            {
                HandOut();
            }

            _held[_length++] = value;
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
        int length = _length;
        _length = 0;
        onLine(_held.AsSpan(0, length));
    }
}
