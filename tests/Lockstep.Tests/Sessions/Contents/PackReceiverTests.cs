using System.Buffers;
using System.Runtime.InteropServices;
using Lockstep.Sessions.Contents;
using Lockstep.Wire;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Contents;

public sealed class PackReceiverTests : IDisposable
{
    private readonly PackReceiver _receiver = new();

    [Fact]
    public void The_first_pack_takes_no_more_memory_than_it_has_bytes() => Assert.Equal(1000, MemoryOf(Take(1000)).Length);

    [Fact]
    public void Later_packs_take_memory_for_any_and_use_it_again()
    {
        Take(1000);
        ContentPack second = Take(1000);
        byte[] memory = MemoryOf(second);
        second.Dispose();

        Assert.Equal(ContentPackWriter.Capacity, memory.Length);
        Assert.Same(memory, MemoryOf(Take(5000)));
    }

    [Fact]
    public void Memory_that_is_too_short_is_not_used_again()
    {
        Take(1000).Dispose();

        Assert.Equal(5000, Take(5000).Records.Length);
    }

    public void Dispose() => _receiver.Dispose();

    private static byte[] MemoryOf(ContentPack pack) =>
        MemoryMarshal.TryGetArray(pack.Records, out ArraySegment<byte> memory) ? memory.Array! : throw new InvalidOperationException("a pack is in an array");

    private ContentPack Take(int length)
    {
        var written = new ArrayBufferWriter<byte>();
        FrameWriter.WriteHeader(written, MessageType.Pack, length);
        written.Write(new byte[length]);
        var sequence = new ReadOnlySequence<byte>(written.WrittenMemory);
        Assert.True(FrameReader.TryRead(ref sequence, Senders.Client, out Frame frame));
        return _receiver.Take(frame);
    }
}
