using System.Buffers;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, B11: a server that goes on for ever without getting further. It pings, dribbles, or says that it works; the client waits less than a minute for a
/// next step, and for what it cannot check some hours.
/// </summary>
public sealed class EndlessPeerAttack : IAsyncDisposable
{
    private const int Minute = 60, Hour = 60 * Minute;
    private readonly FedPipe _pipe = new();
    private readonly VirtualClock _clock = new();
    private RemoteEndpoint? _endpoint;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is { } endpoint)
        {
            await endpoint.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pings_are_no_answer()
    {
        (int seconds, ConnectionException end) = await OpenWhileAsync(second => Every(10, second, () => _pipe.Say(MessageType.Ping)));
        Assert.InRange(seconds, 50, Minute - 1);
        Assert.Contains("gave up the connection to mallory@host while it opened the target", end.Message, StringComparison.Ordinal);
        Assert.Contains("has got no further for 50 s", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_no_answer()
    {
        (int seconds, ConnectionException end) = await OpenWhileAsync(_ => { });
        Assert.InRange(seconds, 50, Minute - 1);
        Assert.Contains("lost the connection to mallory@host while it opened the target", end.Message, StringComparison.Ordinal);
        Assert.Contains("no sign of life for 50 s", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_a_second_is_no_answer()
    {
        _ = await OpenedAsync();
        byte[] frame = LongAnswer();
        (int seconds, _) = await OpenWhileAsync(second => _pipe.Say([frame[(second - 1) % frame.Length]]));
        Assert.InRange(seconds, 50, Minute - 1);
    }

    [Fact]
    public async Task A_ping_a_byte_at_a_time_is_no_answer()
    {
        byte[] frame = Frame(MessageType.Ping);
        (int seconds, _) = await OpenWhileAsync(second => _pipe.Say([frame[(second - 1) % frame.Length]]));
        Assert.InRange(seconds, 50, Minute - 1);
    }

    [Fact]
    public async Task Parts_of_an_answer_of_a_byte_each_are_no_answer()
    {
        (int seconds, _) = await OpenWhileAsync(_ => _pipe.Say([(byte)MessageType.TargetState, (byte)FrameFlags.More, 1, 0, 0, 0, 0]));
        Assert.InRange(seconds, 50, Minute - 1);
    }

    [Fact]
    public async Task A_claim_of_work_that_never_grows_is_no_answer()
    {
        (int seconds, _) = await OpenWhileAsync(second => Every(10, second, () => _pipe.Say(MessageType.Working, new Working(1).Encode)));
        Assert.InRange(seconds, 50, Minute + 10);
    }

    [Fact]
    public async Task An_agent_at_work_is_waited_for_and_a_liar_for_some_hours()
    {
        (int seconds, ConnectionException end) = await OpenWhileAsync(second => Every(15, second, () => _pipe.Say(MessageType.Working, new Working(second).Encode)));
        Assert.InRange(seconds, 6 * Hour, (6 * Hour) + Minute + 15);
        Assert.Contains("gave up the connection", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_link_is_waited_for()
    {
        RemoteEndpoint endpoint = await OpenedAsync();
        Task<TargetState> opening = endpoint.OpenAsync(Request, Cancellation);
        foreach (byte[] piece in LongAnswer().Chunk(4096))
        {
            for (int second = 0; second < 45; second++)
            {
                _clock.AdvanceSecond();
            }

            _pipe.Say(piece);
        }

        Assert.Equal(60, (await opening).Notes.Count);
    }

    private static OpenRequest Request { get; } = new("/srv/app"u8.ToArray(), IsPreview: true, SnapshotDigest.None, "ann@desk");

    private static void Every(int seconds, int second, Action action)
    {
        if (second % seconds == 0)
        {
            action();
        }
    }

    private static byte[] LongAnswer() =>
        Frame(MessageType.TargetState, (ScriptedAgent.EmptyTarget with { Notes = [.. Enumerable.Repeat(new string('x', 1000), 60)] }).Encode);

    private static byte[] Frame(MessageType type, Action<IBufferWriter<byte>>? encode = null)
    {
        var message = new ArrayBufferWriter<byte>();
        encode?.Invoke(message);
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, type, message.WrittenSpan);
        return frame.WrittenSpan.ToArray();
    }

    private async Task<RemoteEndpoint> OpenedAsync()
    {
        if (_endpoint is null)
        {
            Task<RemoteEndpoint> greeting = RemoteEndpoint.GreetAsync(_pipe, Compression.None, bandwidthLimit: null, Cancellation, _clock);
            _pipe.Say(MessageType.Hello, Greeting.Own.Encode);
            _endpoint = await greeting;
        }

        return _endpoint;
    }

    /// <summary>Opens a target at an agent that does something each second, until the client has had enough.</summary>
    private async Task<(int Seconds, ConnectionException End)> OpenWhileAsync(Action<int> eachSecond)
    {
        RemoteEndpoint endpoint = await OpenedAsync();
        Task<TargetState> opening = endpoint.OpenAsync(Request, Cancellation);
        int second = 0;
        while (!endpoint.Lost.IsCompleted)
        {
            _clock.AdvanceSecond();
            eachSecond(++second);
        }

        return (second, await Assert.ThrowsAsync<ConnectionException>(() => opening));
    }
}
