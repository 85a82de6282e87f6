using Lockstep.Native.Terminals;

namespace Lockstep.Cli.Terminal;

/// <summary>One of our standard streams as a command's output goes to it, until nobody reads it any more.</summary>
internal sealed class CommandStream(int descriptor) : IDisposable
{
    private readonly Stream _writer = StandardStreams.OpenOutput(descriptor);
    private bool _isBroken;

    /// <summary>Writes all of it, waiting for the reader; false when there is none, now or before.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (_isBroken)
        {
            return false;
        }

        try
        {
            _writer.Write(bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _isBroken = true;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
