using System.Buffers;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Messages;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>An agent that answers what a test wants: each request of the client gets the answers set for it.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly PeerLink _link;
    private readonly MessageSender _sender;
    private readonly Task _serving;
    private readonly Dictionary<MessageType, Action<ScriptedAgent>> _answers;

    public ScriptedAgent(PeerLink link, Dictionary<MessageType, Action<ScriptedAgent>> answers)
    {
        _link = link;
        _answers = new Dictionary<MessageType, Action<ScriptedAgent>>
        {
            [MessageType.Hello] = agent => agent.Send(MessageType.Hello, Greeting.Own.Encode),
            [MessageType.Open] = agent => agent.Send(MessageType.TargetState, EmptyTarget.Encode),
            [MessageType.Probe] = agent => agent.Send(MessageType.ProbeReply, new ProbeReply([]).Encode),
            [MessageType.Begin] = agent => agent.Send(MessageType.StageOffer, StageOffer.Nothing.Encode),
        };
        foreach ((MessageType request, Action<ScriptedAgent> answer) in answers)
        {
            _answers[request] = answer;
        }

        _sender = new MessageSender(link.ToClient, TimeProvider.System);
        _serving = Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The state of a target without anything on it.</summary>
    public static TargetState EmptyTarget { get; } = new(Snapshot.Absent.Digest, Snapshot.Absent, [], 0, HasUnmanaged: false, HasStaged: false, []);

    public void Send(MessageType type, Action<IBufferWriter<byte>>? encode = null)
    {
        var message = new ArrayBufferWriter<byte>();
        encode?.Invoke(message);
        _sender.Send(type, message.WrittenMemory);
    }

    public void SendRaw(ReadOnlySpan<byte> bytes) => _link.ToClient.Write(bytes);

    /// <summary>Sends without end, until nobody takes it.</summary>
    public void SendForever(byte[] frame)
    {
        while (true)
        {
            SendRaw(frame);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _link.EndAgent();
        await _serving;
        _sender.Dispose();
    }

    private void Serve()
    {
        try
        {
            var receiver = new MessageReceiver(_link.AgentInput, Senders.Client, TimeProvider.System);
            while (receiver.TryReceive(out Frame frame))
            {
                if (!frame.HasMore && _answers.TryGetValue(frame.Type, out Action<ScriptedAgent>? answer))
                {
                    answer(this);
                }
            }
        }
        catch (Exception e) when (e is BrokenPipeException or IOException or ObjectDisposedException)
        {
            // The client has had enough.
        }
    }
}
