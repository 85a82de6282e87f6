using System.ComponentModel;
using Lockstep.Cli.Texts;
using Lockstep.Native.Terminals;

namespace Lockstep.Cli.Terminal;

/// <summary>One of our standard streams as a command's output goes to it, until nobody reads it any more.</summary>
internal sealed class CommandStream(int descriptor) : IDisposable
{
    private readonly Stream _writer = StandardStreams.OpenOutput(descriptor);
    private const int BrokenPipe = 32;

    private bool _isBroken;

    /// <summary>Why what was written is lost, such as a full disk; null where nothing is, or its reader has gone on purpose.</summary>
    public string? Failure { get; private set; }

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
            Failure = e is IOException { InnerException: Win32Exception { NativeErrorCode: not BrokenPipe } } ? IoCause.Of(e) : null;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
