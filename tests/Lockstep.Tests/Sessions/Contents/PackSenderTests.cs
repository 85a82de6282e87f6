using System.Diagnostics;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Contents;

public sealed class PackSenderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_waited_for_tells_about_the_link_once_the_peer_takes_contents(bool isReady)
    {
        var adaptive = new AdaptiveCompression();
        var ready = new TaskCompletionSource();
        if (isReady)
        {
            ready.SetResult();
        }

        var pipe = new StalledStream(Stream.Null, after: 0);
        using var messages = new MessageSender(pipe, TimeProvider.System);
        long start = Stopwatch.GetTimestamp();
        await using var packs = new PackSender(messages, Compression.None, adaptive, peerReady: ready.Task);
        await packs.WriteAsync(new ContentPack(new byte[PackEncoder.ShortLength], isOfLargeContent: false, () => { }), TestContext.Current.CancellationToken);
        await pipe.Stalled;

        // The wait is the longer part of the time that the pack takes.
        long stalled = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() - stalled <= stalled - start)
        {
            await Task.Yield();
        }

        pipe.GoOn();
        await packs.FinishAsync();

        Assert.Equal(isReady, adaptive.Rates.LinkBytesPerSecond != AdaptiveCompression.ShortLinkBytesPerSecond);
    }
}
