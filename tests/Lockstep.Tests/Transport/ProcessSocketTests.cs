using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Xunit;

namespace Lockstep.Tests.Transport;

public sealed class ProcessSocketTests
{
    [Fact]
    public async Task What_does_not_fit_at_once_arrives_whole_and_then_the_end()
    {
        var socket = new ProcessSocket();
        using var reader = new DescriptorReader(socket.ReadEnd);
        byte[] bytes = new byte[5_000_000];
        new Random(1).NextBytes(bytes);
        Task writing = Task.Run(() =>
        {
            using var writer = new DescriptorWriter(socket.WriteEnd);
            writer.Write(bytes);
        }, TestContext.Current.CancellationToken);
        using var received = new MemoryStream();
        await reader.CopyToAsync(received, TestContext.Current.CancellationToken);
        await writing;
        Assert.Equal(bytes, received.ToArray());
    }

    [Fact]
    public void A_reader_that_is_gone_breaks_it()
    {
        var socket = new ProcessSocket();
        socket.ReadEnd.Dispose();
        using var writer = new DescriptorWriter(socket.WriteEnd);
        Assert.Throws<IOException>(() => writer.Write(new byte[1]));
    }

    [Fact]
    public async Task Cancelling_ends_a_write_that_nobody_takes()
    {
        var socket = new ProcessSocket();
        using var reader = socket.ReadEnd;
        using var writer = new DescriptorWriter(socket.WriteEnd);
        using var cancelling = new CancellationTokenSource();
        Task writing = writer.WriteAsync(new byte[5_000_000], cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }
}
