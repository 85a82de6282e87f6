using System.Buffers;
using Lockstep.Wire;

namespace Lockstep.Sessions.Messages;

/// <summary>Receives the peer's frames, one after the other, on one thread.</summary>
/// <param name="input">What comes from the peer.</param>
/// <param name="peer">Who that is.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Is told of the bytes of long messages as they come; null where nobody waits for one.</param>
internal sealed class MessageReceiver(Stream input, Senders peer, TimeProvider time, ProgressClock? progress = null)
{
    private readonly PeerWait _wait = new(time);
    private byte[] _buffer = new byte[WireLimits.PartLength];
    private int _start;
    private int _end;

    /// <summary>
    /// How long the receiver has been waiting for a frame, or for the next <see cref="Keepalive.Step"/> bytes of one; zero while it is busy with what it received.
    /// </summary>
    public TimeSpan Silence => _wait.Elapsed;

    /// <summary>Whether the receiver waits for the peer.</summary>
    public bool IsWaiting => _wait.IsWaiting;

    /// <summary>Waits for the next frame.</summary>
    /// <param name="frame">The frame; good until the next call.</param>
    /// <returns>False when the peer has ended its stream between two frames.</returns>
    /// <exception cref="ProtocolException">The peer broke the protocol.</exception>
    /// <exception cref="BrokenPipeException">Its stream ended inside a frame, or cannot be read.</exception>
    public bool TryReceive(out Frame frame)
    {
        int came = Keepalive.Step;
        while (true)
        {
            var received = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
            if (FrameReader.TryRead(ref received, peer, out frame))
            {
                _start = _end - (int)received.Length;
                _wait.Stop();
                return true;
            }

            MakeRoom();
            if (came >= Keepalive.Step)
            {
                // A peer that gives a byte now and then is as good as silent.
                _wait.Start();
                came = 0;
            }

            int read = Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                _wait.Stop();
                return _end == 0 ? false : throw new BrokenPipeException($"the connection ended {_end} bytes into a frame");
            }

            _end += read;
            came += read;
            if (_end >= Keepalive.Step && (MessageType)_buffer[0] != MessageType.Output)
            {
                progress?.Moved(read);
            }
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
        try
        {
            return input.Read(destination);
        }
        catch (Exception e) when (BrokenPipeException.Is(e))
        {
            _wait.Stop();
            throw new BrokenPipeException("the peer cannot be read from", e);
        }
    }
}
