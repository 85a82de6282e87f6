using System.Buffers;

namespace Lockstep.Tests.Wire;

/// <summary>Bytes as a pipe hands them out: in segments that end anywhere.</summary>
internal sealed class Chunked : ReadOnlySequenceSegment<byte>
{
    private Chunked(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

    public static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> bytes, int chunk)
    {
        var first = new Chunked(bytes[..Math.Min(chunk, bytes.Length)], 0);
        Chunked last = first;
        for (int start = chunk; start < bytes.Length; start += chunk)
        {
            var next = new Chunked(bytes.Slice(start, Math.Min(chunk, bytes.Length - start)), start);
            (last.Next, last) = (next, next);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
