using System.Buffers;
using Lockstep.Wire;

namespace Lockstep.Sessions.Messages;

/// <summary>Receives the peer's frames, one after the other, on one thread.</summary>
internal sealed class MessageReceiver(Stream input, Senders peer, TimeProvider time)
{
    private readonly PeerWait _wait = new(time);
    private byte[] _buffer = new byte[WireLimits.PartLength];
    private int _start;
    private int _end;

    /// <summary>How long the receiver has been waiting for the peer; zero while it is busy with what it received.</summary>
    public TimeSpan Silence => _wait.Elapsed;

    /// <summary>Waits for the next frame.</summary>
    /// <param name="frame">The frame; good until the next call.</param>
    /// <returns>False when the peer has ended its stream between two frames.</returns>
    /// <exception cref="ProtocolException">The peer broke the protocol.</exception>
    /// <exception cref="BrokenPipeException">Its stream ended inside a frame, or cannot be read.</exception>
    public bool TryReceive(out Frame frame)
    {
        while (true)
        {
            var received = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
            if (FrameReader.TryRead(ref received, peer, out frame))
            {
                _start = _end - (int)received.Length;
                return true;
            }

            MakeRoom();
            int read = Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return _end == 0 ? false : throw new BrokenPipeException($"the connection ended {_end} bytes into a frame");
            }

            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, Frame.CompressedHeaderLength + WireLimits.MaxPayload));
        }
    }

    private int Read(Span<byte> destination)
    {
        _wait.Start();
        try
        {
            return input.Read(destination);
        }
        catch (Exception e) when (BrokenPipeException.Is(e))
        {
            throw new BrokenPipeException("the peer cannot be read from", e);
        }
        finally
        {
            _wait.Stop();
        }
    }
}
