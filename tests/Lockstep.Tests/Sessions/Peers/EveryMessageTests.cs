using System.Buffers;
using System.Buffers.Binary;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tests.Wire;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>
/// Every kind of message there is, from the wrong end, of giant length, out of turn and malformed: a new kind is covered by being there, and fails here as long as nobody
/// says when it may come.
/// </summary>
public sealed class EveryMessageTests : IDisposable
{
    /// <summary>No message has such a payload: its numbers never end.</summary>
    private static readonly byte[] Nonsense = [.. Enumerable.Repeat<byte>(0xff, 40)];

    private readonly PushScene _scene = new();

    public EveryMessageTests() => _scene.WithFile("a", "1");

    public static TheoryData<MessageType> All { get; } = [.. Enum.GetValues<MessageType>()];

    public static TheoryData<MessageType> OfClients { get; } = Sent(Senders.Client);

    public static TheoryData<MessageType> OfAgents { get; } = Sent(Senders.Agent);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Every_kind_has_a_rule_and_a_sample_that_the_mutations_start_from(MessageType type)
    {
        MessageRule rule = MessageRule.Of(type);
        Assert.NotEqual(default, rule);
        bool isBytes = rule.MaxMessage == 0 || type is MessageType.Input or MessageType.InputEnd or MessageType.ChannelData;
        Assert.True(isBytes || SampleMessages.All.ContainsKey(type.ToString()), $"{type} has no sample");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_kind_from_the_wrong_end_ends_the_connection(MessageType type)
    {
        byte[] frame = Header(type, 0);
        Senders from = MessageRule.Of(type).From;
        if (!from.HasFlag(Senders.Client))
        {
            Assert.Contains($"{type} is not for the Client to send", (await AgentRefusesAsync(client => client.SendRaw(frame))).Message, StringComparison.Ordinal);
        }

        if (!from.HasFlag(Senders.Agent))
        {
            Assert.Contains($"{type} is not for the Agent to send", await ClientRefusesAsync(MessageType.Open, agent => agent.SendRaw(frame)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(OfClients))]
    public async Task An_agent_refuses_giants_of_every_kind(MessageType type) =>
        Assert.Contains($"{type} has 4294967295 bytes of payload", (await AgentRefusesAsync(client => client.SendRaw(Header(type, uint.MaxValue)))).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(OfAgents))]
    public async Task A_client_refuses_giants_of_every_kind(MessageType type) =>
        Assert.Contains($"{type} has 4294967295 bytes of payload", await ClientRefusesAsync(MessageType.Open, agent => agent.SendRaw(Header(type, uint.MaxValue))), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(OfClients))]
    public async Task An_agent_refuses_every_kind_before_it_is_greeted(MessageType type)
    {
        bool mayComeAnyTime = MessageRule.IsUrgent(type) || type is MessageType.Hello or MessageType.Goodbye;
        if (!mayComeAnyTime)
        {
            Assert.Contains($"{type} cannot come now", (await AgentRefusesAsync(client => client.Send(type, Sample(type)), greets: false)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(OfAgents))]
    public async Task A_client_refuses_every_kind_that_it_did_not_ask_for(MessageType type)
    {
        if (!MessageRule.IsUrgent(type))
        {
            MessageType request = type == MessageType.TargetState ? MessageType.Hello : MessageType.Open;
            Assert.NotEmpty(await ClientRefusesAsync(request, agent => agent.Send(type, Sample(type))));
        }
    }

    [Theory]
    [MemberData(nameof(OfClients))]
    public async Task An_agent_refuses_nonsense_of_every_kind_at_its_moment(MessageType type)
    {
        if (MessageRule.Of(type).MaxMessage == 0)
        {
            Assert.Contains($"{type} has 40 bytes", (await AgentRefusesAsync(client => client.SendRaw([.. Header(type, 40), .. Nonsense]))).Message, StringComparison.Ordinal);
            return;
        }

        if (type == MessageType.Failure)
        {
            // It ends the agent, whatever it says.
            var link = new PeerLink();
            await using var agent = new HostedAgent(link);
            using var client = new ScriptedClient(link);
            client.SendRaw([.. Header(type, (uint)Nonsense.Length), .. Nonsense]);
            Assert.Equal(ExitCode.Done, await agent.Ended);
            return;
        }

        byte[] nonsense = type == MessageType.Input ? new byte[WireLimits.MaxSmallMessage + 1] : NonsenseOf(type);
        Failure failure = await AgentRefusesAsync(
            client =>
            {
                foreach (MessageType before in MomentOf(type))
                {
                    Say(client, before);
                }

                client.SendRaw([.. Header(type, (uint)nonsense.Length), .. nonsense]);
            },
            greets: type != MessageType.Hello);
        Assert.NotEmpty(failure.Message);
    }

    [Theory]
    [MemberData(nameof(OfAgents))]
    public async Task A_client_refuses_nonsense_of_every_kind_at_its_moment(MessageType type)
    {
        if (MessageRule.Of(type).MaxMessage == 0)
        {
            Assert.Contains($"{type} has 40 bytes", await ClientRefusesAsync(MessageType.Open, agent => agent.SendRaw([.. Header(type, 40), .. Nonsense])), StringComparison.Ordinal);
            return;
        }

        (MessageType request, Func<RemoteEndpoint, Task> ask) = RequestFor(type);
        Assert.NotEmpty(await ClientRefusesAsync(request, agent => agent.SendRaw([.. Header(type, (uint)NonsenseOf(type).Length), .. NonsenseOf(type)]), ask, hasStaged: type == MessageType.StageOffer));
    }

    private static TheoryData<MessageType> Sent(Senders end) => [.. Enum.GetValues<MessageType>().Where(type => MessageRule.Of(type).From.HasFlag(end))];

    private static byte[] Header(MessageType type, uint length)
    {
        byte[] header = [(byte)type, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(2), length);
        return header;
    }

    /// <summary>Nonsense for a command that runs, where it is for one.</summary>
    private static byte[] NonsenseOf(MessageType type) => type is MessageType.Output or MessageType.CommandResult or MessageType.InputTaken
        or MessageType.Lasting or MessageType.Signal or MessageType.InputEnd or MessageType.WindowSize or MessageType.Command ? [1, .. Nonsense] : Nonsense;

    private static Action<IBufferWriter<byte>> Sample(MessageType type) => writer =>
    {
        if (SampleMessages.All.TryGetValue(type.ToString(), out byte[]? sample))
        {
            writer.Write(sample);
        }
    };

    /// <summary>What has to be said between the greeting and a kind of message.</summary>
    private static MessageType[] MomentOf(MessageType type) => type switch
    {
        MessageType.Hello or MessageType.Open => [],
        MessageType.Channel or MessageType.ChannelData or MessageType.ChannelTaken or MessageType.ChannelEnd => [],
        MessageType.Probe or MessageType.History or MessageType.Past or MessageType.Purge or MessageType.Attribute or MessageType.Fetch or MessageType.Begin or MessageType.Command => [MessageType.Open],
        MessageType.Pack => [MessageType.Open, MessageType.Begin],
        MessageType.Signal or MessageType.Input or MessageType.InputEnd or MessageType.WindowSize => [MessageType.Open, MessageType.Command],
        _ => throw new InvalidOperationException($"nobody says when {type} may come"),
    };

    /// <summary>The request that a kind of message answers, and how it is made.</summary>
    private (MessageType Request, Func<RemoteEndpoint, Task> Ask) RequestFor(MessageType type)
    {
        CancellationToken cancellation = PushScene.Cancellation;
        return type switch
        {
            MessageType.Hello => (MessageType.Hello, _ => Task.CompletedTask),
            MessageType.TargetState or MessageType.Failure or MessageType.Working => (MessageType.Open, endpoint => endpoint.OpenAsync(_scene.OpenRequest, cancellation)),
            MessageType.ChannelData or MessageType.ChannelTaken or MessageType.ChannelEnd => (MessageType.Open, endpoint => endpoint.OpenAsync(_scene.OpenRequest, cancellation)),
            MessageType.ProbeReply => (MessageType.Probe, endpoint => endpoint.ProbeAsync([], cancellation)),
            MessageType.HistoryReply => (MessageType.History, endpoint => endpoint.HistoryAsync(new HistoryRequest(0), cancellation)),
            MessageType.PurgeReply => (MessageType.Purge, endpoint => endpoint.PurgeAsync(new PurgeRequest([], IsPreview: false), cancellation)),
            MessageType.PastReply => (MessageType.Past, endpoint => endpoint.PastAsync(new PastRequest(1, []), cancellation)),
            MessageType.AttributionReply => (MessageType.Attribute, endpoint => endpoint.AttributeAsync([RelativePath.Parse("a"), RelativePath.Parse("b"), RelativePath.Parse("c")], cancellation)),
            MessageType.Inspection => (MessageType.Inspect, endpoint => endpoint.InspectAsync(cancellation)),
            MessageType.Pack or MessageType.FetchEnd => (MessageType.Fetch, FetchAsync),
            MessageType.StageOffer or MessageType.Signature => (MessageType.Begin, BeginAsync),
            MessageType.DriftReply => (MessageType.Check, endpoint => endpoint.CheckAsync(cancellation)),
            MessageType.CommitReport => (MessageType.Commit, CommitAsync),
            MessageType.Output or MessageType.CommandResult or MessageType.InputTaken or MessageType.Lasting => (MessageType.Command, RunCommandAsync),
            _ => throw new InvalidOperationException($"nobody says when {type} may come"),
        };

        async Task FetchAsync(RemoteEndpoint endpoint)
        {
            FetchRequest request = SampleMessages.FetchRequest();
            await endpoint.FetchAsync(request, new Lockstep.Sessions.Comparing.FetchedContents(request), cancellation);
        }

        async Task BeginAsync(RemoteEndpoint endpoint)
        {
            // What is staged is asked for only where something is.
            await endpoint.OpenAsync(_scene.OpenRequest, cancellation);
            await endpoint.BeginAsync(ScriptedClient.Run(ScriptedClient.Add("a")), cancellation);
            await endpoint.ReadSignatureAsync(cancellation);
        }

        async Task CommitAsync(RemoteEndpoint endpoint)
        {
            await endpoint.BeginAsync(ScriptedClient.Run(), cancellation);
            await endpoint.CommitAsync(cancellation);
        }

        async Task RunCommandAsync(RemoteEndpoint endpoint)
        {
            await using IRunningCommand command = await endpoint.StartAsync(SampleMessages.CommandRequest(), (_, _) => { }, cancellation);
            await command.WaitAsync(cancellation);
        }
    }

    private void Say(ScriptedClient client, MessageType type)
    {
        switch (type)
        {
            case MessageType.Open: client.Send(type, _scene.OpenRequest.Encode); break;
            case MessageType.Begin: client.SendBegin(ScriptedClient.Run(ScriptedClient.Add("a"))); break;
            default: client.Send(type, WriteCommand); break;
        }
    }

    private static void WriteCommand(IBufferWriter<byte> writer)
    {
        CommandNumber.Write(writer, 1);
        SampleMessages.CommandRequest().Encode(writer);
    }

    private async Task<Failure> AgentRefusesAsync(Action<ScriptedClient> say, bool greets = true)
    {
        var link = new PeerLink();
        await using var agent = new HostedAgent(link, new EndpointWith { OnStart = (request, output) => new ScriptedCommand(request, output) });
        using var client = new ScriptedClient(link);
        if (greets)
        {
            client.Send(MessageType.Hello, Greeting.Own.Encode);
        }

        try
        {
            say(client);
        }
        catch (IOException)
        {
            // The agent may have refused and gone before all was said; what it answered is read below.
        }

        var failure = Failure.Decode(client.Receive(MessageType.Failure));
        Assert.Equal(ExitCode.SyncFailed, await agent.Ended);
        _scene.AssertNothingOutside();
        return failure;
    }

    /// <summary>What the client says when a request is answered so.</summary>
    private async Task<string> ClientRefusesAsync(MessageType request, Action<ScriptedAgent> answer, Func<RemoteEndpoint, Task>? ask = null, bool hasStaged = false)
    {
        string project = _scene.Picture("project");
        var link = new PeerLink();
        Dictionary<MessageType, Action<ScriptedAgent>> answers = new()
        {
            [MessageType.Open] = agent => agent.Send(MessageType.TargetState, (ScriptedAgent.EmptyTarget with { HasStaged = hasStaged }).Encode),
        };
        answers[request] = answer;
        await using var agent = new ScriptedAgent(link, answers);
        ProtocolException error = await Assert.ThrowsAsync<ProtocolException>(async () =>
        {
            await using RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation);
            await (ask?.Invoke(endpoint) ?? endpoint.OpenAsync(_scene.OpenRequest, PushScene.Cancellation));
        });
        Assert.Equal(project, _scene.Picture("project"));
        _scene.AssertNothingOutside();
        return error.Message;
    }
}
