using System.Buffers;
using Lockstep.Transport;
using Lockstep.Wire;
using Xunit;

namespace Lockstep.Tests.Attacks;

/// <summary>A connection to an agent that says what a test feeds, in step with its reader: whoever feeds goes on when all was read and more is waited for.</summary>
internal sealed class FedPipe : IPeerPipe
{
    private readonly FedStream _input = new();

    public string Peer => "mallory@host";

    public Stream Input => _input;

    public Stream Output => Stream.Null;

    public long BytesSent => 0;

    public long BytesReceived => 0;

    public long AgentBytes => 0;

    /// <summary>Says a message.</summary>
    public void Say(MessageType type, Action<IBufferWriter<byte>>? encode = null)
    {
        var message = new ArrayBufferWriter<byte>();
        encode?.Invoke(message);
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, type, message.WrittenSpan);
        Say(frame.WrittenSpan);
    }

    /// <summary>Says a message in parts, as long ones are.</summary>
    public void SayLong(MessageType type, Action<IBufferWriter<byte>> encode)
    {
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        var frames = new ArrayBufferWriter<byte>();
        foreach (MessagePart part in MessageParts.Of(message.WrittenMemory))
        {
            FrameWriter.WriteHeader(frames, type, part.Bytes.Length, part.HasMore);
            frames.Write(part.Bytes.Span);
        }

        Say(frames.WrittenSpan);
    }

    /// <summary>Says bytes.</summary>
    public void Say(ReadOnlySpan<byte> bytes) => _input.Feed(bytes);

    public void Abort() => _input.Dispose();

    public Task<ConnectionException> DescribeEndAsync(bool hasSpoken) => Task.FromResult(new ConnectionException(ConnectionFailure.Closed, "the pipe was closed."));

    public ValueTask DisposeAsync()
    {
        _input.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class FedStream : Stream
    {
        private readonly object _lock = new();
        private byte[] _fed = [];
        private bool _isWaiting;
        private bool _isOver;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Feed(ReadOnlySpan<byte> bytes)
        {
            lock (_lock)
            {
                _fed = [.. _fed, .. bytes];
                _isWaiting = false;
                Monitor.PulseAll(_lock);
                while (!_isOver && !_isWaiting)
                {
                    Assert.True(Monitor.Wait(_lock, TimeSpan.FromMinutes(1)), "nobody reads what is fed");
                }
            }
        }

        public override int Read(Span<byte> buffer)
        {
            lock (_lock)
            {
                while (_fed.Length == 0 && !_isOver)
                {
                    _isWaiting = true;
                    Monitor.PulseAll(_lock);
                    Monitor.Wait(_lock);
                }

                int read = Math.Min(buffer.Length, _fed.Length);
                _fed.AsSpan(0, read).CopyTo(buffer);
                _fed = _fed[read..];
                return read;
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            lock (_lock)
            {
                _isOver = true;
                Monitor.PulseAll(_lock);
            }

            base.Dispose(disposing);
        }
    }
}
