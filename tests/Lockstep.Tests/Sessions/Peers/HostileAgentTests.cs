using System.Buffers;
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

/// <summary>What the client refuses from an agent: it ends with a message that says why, in bounded memory, and nothing is written on its side.</summary>
public sealed class HostileAgentTests : IDisposable
{
    private readonly PushScene _scene = new();

    public HostileAgentTests() => _scene.WithFile("a", "1").WithFile("b/c", "2");

    public static TheoryData<string, string> Answers { get; } = new()
    {
        { "TargetState for Hello", "TargetState came unasked" },
        { "Hello twice", "Hello came unasked" },
        { "ProbeReply for Open", "ProbeReply came unasked" },
        { "CommitReport for Begin", "CommitReport came unasked" },
        { "CommandResult for Open", "CommandResult is for command 1, which does not run" },
        { "Output for Open", "Output is for command 1, which does not run" },
        { "Signature for Open", "Signature came unasked" },
        { "SignaturesEnd for Open", "SignaturesEnd came unasked" },
        { "SignaturesEnd twice", "SignaturesEnd came twice" },
        { "Signature after the end", "came after the last" },
        { "Signature of no change", "signature's change is 9, the last is" },
        { "Nine signatures", "8 were under way, which is the most" },
        { "Open for Open", "Open is not for the Agent to send" },
        { "unknown type", "message type 99 is not one of this protocol" },
        { "giant length", "TargetState has 4294967295 bytes of payload, the most is 4194304" },
        { "wrong digest", "baseline is not the one its digest names" },
        { "baseline left out", "leaves it out" },
        { "offer of what is not staged", "said that it has none" },
        { "offer of no change", "complete contents is" },
        { "no proof for what is sent", "the target finds no proof for 'a', whose content it was not to have" },
        { "failure with code 0", "exit code of a failure is 0" },
        { "message without end", "the most is 67108864" },
        { "parts of two messages", "stands between the parts of" },
    };

    public void Dispose() => _scene.Dispose();

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_out_of_turn_or_form_ends_the_push(string what, string message)
    {
        string project = _scene.Picture("project");
        var link = new PeerLink();
        await using var agent = new ScriptedAgent(link, Script(what));
        Exception error = await Assert.ThrowsAsync<ProtocolException>(async () =>
            await _scene.PushAsync(await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(project, _scene.Picture("project"));
        _scene.AssertNothingOutside();
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a/../../evil")]
    public async Task A_path_that_leads_out_of_the_target_is_refused_wherever_it_comes(string path)
    {
        string harmless = new('x', path.Length);
        Difference[] drift = [new(RelativePath.Parse(harmless), SampleMessages.File, IsManaged: true)];
        byte[] state = SampleMessages.Bytes((ScriptedAgent.EmptyTarget with { Drift = drift }).Encode);
        System.Text.Encoding.UTF8.GetBytes(path).CopyTo(state.AsSpan(state.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(harmless))));
        var link = new PeerLink();
        await using var agent = new ScriptedAgent(link, new() { [MessageType.Open] = agent => agent.Send(MessageType.TargetState, writer => writer.Write(state)) });
        await Assert.ThrowsAsync<ProtocolException>(async () =>
            await _scene.PushAsync(await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation)));
        _scene.AssertNothingOutside();
    }

    [Theory]
    [InlineData(ChangeKind.Delete, Transfer.None, "offered as staged, and has no content to send")]
    [InlineData(ChangeKind.Add, Transfer.Reuse, "offered as staged, and has no content to send")]
    public void A_content_that_the_plan_does_not_send_cannot_be_asked_for(ChangeKind kind, Transfer transfer, string message)
    {
        Entry after = kind == ChangeKind.Delete ? Entry.Absent : SampleMessages.File;
        Change[] changes = [new(kind, RelativePath.Parse("secret"), Entry.Absent, after, transfer)];
        Rejection.Of(message, () => _ = new AwaitedSignatures(changes, new StageOffer([], [0])));
        Rejection.Of(message, () => _ = new AwaitedSignatures(changes, new StageOffer([new StagedContent(0, SampleMessages.Hash)], [])));
        Rejection.Of("signed, and waits for no signature", () => new AwaitedSignatures(changes, StageOffer.Nothing).Take(0));
    }

    [Fact]
    public void A_signature_is_taken_once()
    {
        Change[] changes = [new(ChangeKind.Update, RelativePath.Parse("a"), Entry.Absent, SampleMessages.File, Transfer.Delta)];
        var awaited = new AwaitedSignatures(changes, StageOffer.Nothing);
        awaited.Take(0);
        Rejection.Of("signed, and waits for no signature", () => awaited.Take(0));
    }

    [Fact]
    public async Task A_failure_tells_its_reason_in_printable_characters()
    {
        var link = new PeerLink();
        await using var agent = new ScriptedAgent(link, new()
        {
            [MessageType.Open] = agent => agent.Send(MessageType.Failure, writer => new Failure(ExitCode.Refused, "no\u001b[31m").Encode(writer)),
        });
        SyncException error = await Assert.ThrowsAsync<SyncException>(async () =>
            await _scene.PushAsync(await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation)));
        Assert.Equal((ExitCode.Refused, "no\\x1b[31m"), (error.ExitCode, error.Message));
    }

    private static Dictionary<MessageType, Action<ScriptedAgent>> Script(string what) => what switch
    {
        "TargetState for Hello" => On(MessageType.Hello, agent => agent.Send(MessageType.TargetState, ScriptedAgent.EmptyTarget.Encode)),
        "Hello twice" => On(MessageType.Open, agent => agent.Send(MessageType.Hello, Greeting.Own.Encode)),
        "ProbeReply for Open" => On(MessageType.Open, agent => agent.Send(MessageType.ProbeReply, new ProbeReply([]).Encode)),
        "CommitReport for Begin" => On(MessageType.Begin, agent => agent.Send(MessageType.CommitReport, writer => CommitReportMessage.Encode(new(1, [], [], [], default), writer))),
        "CommandResult for Open" => On(MessageType.Open, agent => agent.SendRaw([16, 0, 3, 0, 0, 0, 1, 0, 0])),
        "Output for Open" => On(MessageType.Open, agent => agent.SendRaw([14, 0, 3, 0, 0, 0, 1, 1, (byte)'x'])),
        "Signature for Open" => On(MessageType.Open, agent => agent.Send(MessageType.Signature, new ContentSignature(0, default).Encode)),
        "SignaturesEnd for Open" => On(MessageType.Open, agent => agent.Send(MessageType.SignaturesEnd)),
        "SignaturesEnd twice" => On(MessageType.Begin, agent => Repeat(2, () => agent.Send(MessageType.SignaturesEnd))),
        "Signature after the end" => On(MessageType.Begin, agent =>
        {
            agent.Send(MessageType.SignaturesEnd);
            agent.Send(MessageType.Signature, new ContentSignature(0, default).Encode);
        }),
        "Signature of no change" => On(MessageType.Begin, agent => agent.Send(MessageType.Signature, new ContentSignature(9, default).Encode)),
        "Nine signatures" => On(MessageType.Begin, agent => Repeat(9, () => agent.Send(MessageType.Signature, new ContentSignature(0, default).Encode))),
        "Open for Open" => On(MessageType.Open, agent => agent.SendRaw([2, 0, 0, 0, 0, 0])),
        "unknown type" => On(MessageType.Open, agent => agent.SendRaw([99, 0, 0, 0, 0, 0])),
        "giant length" => On(MessageType.Open, agent => agent.SendRaw([3, 0, 255, 255, 255, 255])),
        "wrong digest" => On(MessageType.Open, agent => agent.Send(MessageType.TargetState, (ScriptedAgent.EmptyTarget with { Digest = SampleMessages.Digest }).Encode)),
        "baseline left out" => On(MessageType.Open, agent => agent.Send(MessageType.TargetState, (ScriptedAgent.EmptyTarget with { Digest = SampleMessages.Digest, Baseline = null }).Encode)),
        "offer of what is not staged" => On(MessageType.Begin, agent => agent.Send(MessageType.StageOffer, new StageOffer([], [1]).Encode)),
        "offer of no change" => On(MessageType.Begin, agent => agent.SendRaw([7, 0, 2, 0, 0, 0, 1, 100])),
        "no proof for what is sent" => On(MessageType.Commit, agent => agent.Send(
            MessageType.CommitReport, writer => CommitReportMessage.Encode(new(0, [], [], [], default) { Unproven = [RelativePath.Parse("a")] }, writer))),
        "failure with code 0" => On(MessageType.Open, agent => agent.SendRaw([18, 0, 2, 0, 0, 0, 0, 0])),
        "message without end" => On(MessageType.Open, agent => agent.SendForever(Part(MessageType.CommitReport, 1 << 20))),
        "parts of two messages" => On(MessageType.Open, agent => agent.SendRaw([.. Part(MessageType.TargetState, 1), .. Part(MessageType.ProbeReply, 1)])),
        _ => throw new ArgumentException(what, nameof(what)),
    };

    private static Dictionary<MessageType, Action<ScriptedAgent>> On(MessageType request, Action<ScriptedAgent> answer) => new() { [request] = answer };

    private static void Repeat(int count, Action action)
    {
        for (int i = 0; i < count; i++)
        {
            action();
        }
    }

    private static byte[] Part(MessageType type, int length)
    {
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, type, new byte[length], hasMore: true);
        return frame.WrittenSpan.ToArray();
    }
}
