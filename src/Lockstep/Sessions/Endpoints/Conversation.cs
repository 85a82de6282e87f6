using System.Buffers;
using System.Globalization;
using Lockstep.Sessions.Messages;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>Takes what an agent says unasked, or says more than once to one question. Called by the receiving thread, which must not wait.</summary>
internal interface IAgentListener
{
    /// <summary>Takes a message; false when it is the reply to a request.</summary>
    bool TryTake(MessageType type, ReadOnlySpan<byte> message);

    /// <summary>Takes a pack of contents.</summary>
    void TakePack(in Frame frame);

    /// <summary>Nothing comes any more.</summary>
    void Ended(Exception reason);
}

/// <summary>Requests to an agent and its replies, over one connection that is given up when the agent gives no sign of life.</summary>
/// <remarks>
/// One thread receives and never waits for anything but bytes. Whoever waits for the agent waits for the end of the connection too, so that every call ends when
/// it does, with its reason; and cancelling ends every wait in bounded time, whatever the agent does.
/// </remarks>
internal sealed class Conversation : IAsyncDisposable
{
    /// <summary>How long a farewell, or the reason for an end, is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IPeerPipe _connection;
    private readonly IAgentListener _listener;
    private readonly MessageReceiver _receiver;
    private readonly Heartbeat _heartbeat;
    private readonly ProgressClock _progress;
    private readonly Replies _replies;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private volatile bool _isClosing;
    private volatile bool _isGivenUp;
    private bool _hasSpoken;

    /// <summary>What may be made of the agent's bytes.</summary>
    public DecodeShare Share { get; }

    /// <summary>Takes a connection over; nothing is received before <see cref="Start"/>.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="bandwidthLimit">Most bytes a second that are sent; null for as many as the link takes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="listener">Takes what is no reply.</param>
    /// <param name="budget">What may be made of the bytes of all agents.</param>
    public Conversation(IPeerPipe connection, long? bandwidthLimit, TimeProvider time, IAgentListener listener, DecodeBudget budget)
    {
        Share = new DecodeShare(budget, connection.Peer);
        _connection = connection;
        _listener = listener;
        _progress = new ProgressClock(time);
        _replies = new Replies(_progress);
        Sender = bandwidthLimit is { } limit
            ? new MessageSender(new ThrottledStream(connection.Output, limit, time), time, _progress, PieceLengthFor(limit))
            : new MessageSender(connection.Output, time, _progress);
        _receiver = new MessageReceiver(connection.Input, Senders.Agent, time, _progress);
        _heartbeat = new Heartbeat(Sender, IsOver, GiveUp, time);
    }

    /// <summary>The way to the agent, for what needs no answer.</summary>
    public MessageSender Sender { get; }

    /// <summary>Who the agent is, for messages.</summary>
    public string Peer => _connection.Peer;

    /// <summary>Bytes that went both ways.</summary>
    public TransportCount Transported => new(_connection.BytesSent, _connection.BytesReceived, _connection.AgentBytes);

    /// <inheritdoc cref="IPeerPipe.EndsByItself"/>
    public bool EndsByItself => _connection.EndsByItself;

    /// <summary>Whether no reply is waited for and the connection has not ended.</summary>
    public bool IsQuiet => _replies.IsQuiet;

    /// <summary>Completes when the connection has ended.</summary>
    public Task Over => _over.Task;

    /// <summary>Notices a lost connection sooner from now on; the agent has to have been asked to do the same.</summary>
    public void StayAlert() => _heartbeat.Follow(Keepalive.Alert);

    /// <summary>Starts to receive.</summary>
    public void Start() =>
        _receiving = Task.Factory.StartNew(Receive, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc cref="Replies.Expect"/>
    public Task<byte[]> Expect(MessageType reply) => _replies.Expect(reply);

    /// <summary>Waits for something that the agent sends without being asked for each.</summary>
    /// <param name="type">What it is, for messages.</param>
    /// <param name="wait">Waits for it.</param>
    public async Task<T> AwaitAsync<T>(MessageType type, Func<Task<T>> wait)
    {
        _progress.Await(type);
        try
        {
            return await wait();
        }
        finally
        {
            _progress.Came(type);
        }
    }

    /// <inheritdoc cref="Replies.ThrowIfEnded"/>
    public void ThrowIfEnded() => _replies.ThrowIfEnded();

    /// <summary>Sends a request and waits for its reply.</summary>
    public async Task<byte[]> AskAsync(MessageType type, Action<IBufferWriter<byte>> encode, MessageType reply, CancellationToken cancellation)
    {
        Task<byte[]> answer = _replies.Expect(reply);
        ReadOnlyMemory<byte> message = Encode(encode);
        await SendAsync(sender => sender.Send(type, message), cancellation);
        return await answer.WaitAsync(cancellation);
    }

    /// <summary>Sends on another thread: the pipe may be full, and nobody may wait for it longer than the user does.</summary>
    public Task SendAsync(Action<MessageSender> send, CancellationToken cancellation)
    {
        _replies.ThrowIfEnded();
        Task sending = Task.Run(() => send(Sender), CancellationToken.None);
        _sending = sending;
        return UntilOverAsync(sending, cancellation);
    }

    /// <summary>Waits for sending to be done, or for the connection to end, which is told with its reason.</summary>
    public async Task UntilOverAsync(Task sending, CancellationToken cancellation)
    {
        await Task.WhenAny(sending, _over.Task).WaitAsync(cancellation);
        _replies.ThrowIfEnded();
        try
        {
            await sending;
        }
        catch (BrokenPipeException)
        {
            throw await EndReasonAsync();
        }
    }

    /// <summary>Why the connection has ended. The receiving thread learns it, soon; of a peer that took nothing more and goes on talking, it does not.</summary>
    public async Task<Exception> EndReasonAsync()
    {
        await Task.WhenAny(_over.Task, Task.Delay(Patience));
        _replies.ThrowIfEnded();
        return new ConnectionException(ConnectionFailure.Closed, $"{Peer} takes nothing more from us. Try again.");
    }

    /// <summary>Says that nothing more is wanted; in bounded time, whatever the agent does.</summary>
    public Task SayGoodbyeAsync() => Task.WhenAny(Task.Run(() => TrySend(MessageType.Goodbye)), Task.Delay(Patience));

    /// <summary>Ends the connection and waits for its threads. <see cref="Sender"/> has to be disposed by whoever lets others use it.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        if (_isGivenUp)
        {
            // There is nobody to wait for.
            _connection.Abort();
        }

        await _connection.DisposeAsync();
        _heartbeat.Dispose();
        await _receiving;
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Share.Dispose();
    }

    /// <summary>The bytes of a message.</summary>
    public static ReadOnlyMemory<byte> Encode(Action<IBufferWriter<byte>> encode)
    {
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        return message.WrittenMemory;
    }

    private void TrySend(MessageType type)
    {
        try
        {
            Sender.Send(type, ReadOnlyMemory<byte>.Empty);
        }
        catch (BrokenPipeException)
        {
            // The end of the connection says the same.
        }
    }

    /// <summary>What goes through a limited way in a few seconds.</summary>
    private static int PieceLengthFor(long bytesPerSecond)
    {
        const int Seconds = 8;
        return (int)Math.Min(MessageSender.PieceLength, bytesPerSecond * Seconds);
    }

    /// <summary>While the receiver is busy with what it received, it is not the agent that is waited for.</summary>
    private bool IsOver(Keepalive rule) => _receiver.Silence >= rule.DeadAfter || IsStalled;

    private bool IsStalled => Sender.Stall >= Keepalive.StalledAfter || (_receiver.IsWaiting && _progress.Stall >= Keepalive.StalledAfter);

    private void GiveUp()
    {
        string phase = AwaitedPhase.Of(_progress.Awaited);
        Keepalive rule = _heartbeat.Rule;
        string reason = _receiver.Silence >= rule.DeadAfter
            ? string.Create(CultureInfo.InvariantCulture, $"lost the connection to {Peer} {phase}: no sign of life for {rule.DeadAfter.TotalSeconds} s. Check the network and the host; what was staged is not sent again.")
            : string.Create(CultureInfo.InvariantCulture, $"gave up the connection to {Peer} {phase}: the agent there gives signs of life, but has got no further for {Keepalive.StalledAfter.TotalSeconds} s. Check the host's disk and load and run again; what was staged is not sent again.");
        _isGivenUp = true;
        End(new ConnectionException(ConnectionFailure.TimedOut, reason));
    }

    private void End(Exception reason)
    {
        _replies.End(reason);
        _listener.Ended(reason);
        _over.TrySetResult();
    }

    private void Receive()
    {
        try
        {
            using var reader = new MessageReader(_receiver, _listener.TakePack, _progress, Share);
            while (reader.TryRead(out MessageType type, out ReadOnlySpan<byte> message))
            {
                Take(type, message);
            }

            End(DescribeEnd());
        }
        catch (BrokenPipeException)
        {
            End(DescribeEnd());
        }
        catch (Exception e)
        {
            // Whatever it is: who waits for the agent has to learn that nothing comes any more.
            End(e);
        }
    }

    private Exception DescribeEnd() => _isClosing
        ? new OperationCanceledException("the connection was closed")
        : _connection.DescribeEndAsync(_hasSpoken).GetAwaiter().GetResult();

    private void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        _hasSpoken = true;
        switch (type)
        {
            case MessageType.Failure:
                throw Failure.Decode(message).ToException();
            case MessageType.Ping:
                break;
            case MessageType.Working:
                _progress.Claimed(Working.Decode(message).Steps);
                break;
            default:
                if (!_listener.TryTake(type, message))
                {
                    _replies.Take(type, message);
                }

                break;
        }
    }
}
