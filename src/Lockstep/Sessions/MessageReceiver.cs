using System.Buffers;
using Lockstep.Wire;

namespace Lockstep.Sessions;

/// <summary>Receives the peer's frames, one after the other, on one thread.</summary>
internal sealed class MessageReceiver(Stream input, Senders peer, TimeProvider time)
{
    private byte[] _buffer = new byte[WireLimits.PartLength];
    private int _start;
    private int _end;
    private long _waitingSince;

    /// <summary>How long the receiver has been waiting for the peer; zero while it is busy with what it received.</summary>
    public TimeSpan Silence
    {
        get
        {
            long since = Volatile.Read(ref _waitingSince);
            return since == 0 ? TimeSpan.Zero : time.GetElapsedTime(since);
        }
    }

    /// <summary>Waits for the next frame.</summary>
    /// <param name="frame">The frame; good until the next call.</param>
    /// <returns>False when the peer has ended its stream between two frames.</returns>
    /// <exception cref="ProtocolException">The peer broke the protocol, or its stream ended inside a frame.</exception>
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
                return _end == 0 ? false : throw new ProtocolException($"the connection ended inside a message, {_end} bytes into it");
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
        Volatile.Write(ref _waitingSince, time.GetTimestamp());
        int read = input.Read(destination);
        Volatile.Write(ref _waitingSince, 0);
        return read;
    }
}
