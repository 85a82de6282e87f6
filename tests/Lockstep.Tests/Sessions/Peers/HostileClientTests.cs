using System.Buffers;
using Lockstep.Native.Terminals;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tests.Tree;
using Lockstep.Tests.Wire;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>What the agent refuses from a client, and that nothing is written where it should not be.</summary>
public sealed class HostileClientTests : IDisposable
{
    private static readonly FinalContent Evil = new(4, Mode: 0x1a4, ModifiedNs: 1, ContentHash.Of("evil"u8));

    private readonly PushScene _scene = new();

    public void Dispose() => _scene.Dispose();

    /// <summary>Words: what the client sends, in this order; then what the agent's last message has in it.</summary>
    [Theory]
    [InlineData("open", "Open cannot come now: the client has not greeted")]
    [InlineData("pack", "Pack cannot come now: the client has not greeted")]
    [InlineData("hello hello", "Hello cannot come now: no target is open")]
    [InlineData("hello probe", "Probe cannot come now: no target is open")]
    [InlineData("hello begin", "Begin cannot come now: no target is open")]
    [InlineData("hello command", "Command cannot come now: no target is open")]
    [InlineData("hello signal", "Signal cannot come now: no target is open")]
    [InlineData("hello open open", "Open cannot come now: the target is open and no run is begun")]
    [InlineData("hello open hello", "Hello cannot come now: the target is open")]
    [InlineData("hello open pack", "Pack cannot come now: the target is open and no run is begun")]
    [InlineData("hello open commit", "Commit cannot come now: the target is open and no run is begun")]
    [InlineData("hello preview begin", "Begin cannot come now: the target is open and not locked")]
    [InlineData("hello open begin begin", "Begin cannot come now: a run is begun and not committed")]
    [InlineData("hello open begin probe", "Probe cannot come now: a run is begun and not committed")]
    [InlineData("hello open begin let-go", "a command cannot let the target go now: a run is begun and not committed")]
    [InlineData("hello preview lasting", "a command cannot be left there now: the target is open and not locked")]
    [InlineData("hello check", "Check cannot come now: no target is open")]
    [InlineData("hello open begin check", "Check cannot come now: a run is begun and not committed")]
    [InlineData("hello open input", "Input is for command 1, the last is 0")]
    [InlineData("hello open input-end", "InputEnd is for command 1, the last is 0")]
    [InlineData("hello open resize", "WindowSize is for command 1, the last is 0")]
    [InlineData("hello open command command", "command 1 is started, the next is 2")]
    [InlineData("hello open seventeen-commands", "17 commands are to run at once, the most is 16")]
    [InlineData("hello open command no-number", "command's number is 0, the least is 1")]
    [InlineData("hello open command long-end", "end of input is followed by 1 bytes")]
    [InlineData("hello open command open", "Open cannot come now: the target is open and no run is begun")]
    [InlineData("hello open let-go begin", "Begin cannot come now: the target is open and not locked")]
    [InlineData("hello open command input-end input", "input came after its end")]
    [InlineData("hello open command input-end input-end", "input came after its end")]
    [InlineData("hello open command resize resize begin begin", "Begin cannot come now: a run is begun and not committed")]
    [InlineData("hello open begin pack commit commit", "Commit cannot come now: the target is open and no run is begun")]
    [InlineData("hello open begin pack commit pack", "Pack cannot come now: the target is open and no run is begun")]
    [InlineData("hello open begin pack pack", "content of 'a' comes twice")]
    [InlineData("hello open begin-part pack", "Pack stands between the parts of Begin")]
    [InlineData("hello open begin-part ping commit", "Commit stands between the parts of Begin")]
    [InlineData("hello open probe-part pack", "Pack stands between the parts of Probe")]
    [InlineData("hello open probe-part begin", "Begin stands between the parts of Probe")]
    [InlineData("hello ping open ping wrong-baseline", "another run changed")]
    [InlineData("hello target-state", "TargetState is not for the Client to send")]
    [InlineData("hello unknown", "message type 99 is not one of this protocol")]
    [InlineData("hello giant", "Open has 4294967295 bytes of payload, the most is 65536")]
    [InlineData("hello flags", "Open has flags")]
    [InlineData("hello bomb", "Probe of 5 bytes does not expand to the announced 4194304 bytes")]
    [InlineData("hello open begin stream", "a compressed pack continues a stream that was never started")]
    public async Task A_message_out_of_turn_or_form_ends_the_connection(string words, string answer)
    {
        var link = new PeerLink();
        await using var agent = new HostedAgent(link, new EndpointWith { OnStart = (request, output) => new ScriptedCommand(request, output) });
        using var client = new ScriptedClient(link);
        foreach (string word in words.Split(' '))
        {
            Say(client, word);
        }

        var failure = Failure.Decode(client.Receive(MessageType.Failure));
        Assert.Equal(ExitCode.SyncFailed, failure.ExitCode);
        Assert.Contains(answer, failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.SyncFailed, await agent.Ended);
        _scene.AssertNothingOutside();
    }

    [Theory]
    [InlineData("../evil", "../evil")]
    [InlineData("/evil12", "/evil12")]
    [InlineData("a/../../evil", "a/../../evil")]
    [InlineData("a//evil", "a//evil")]
    [InlineData("./evil", "./evil")]
    [InlineData("evil\0", "evil")]
    public async Task A_path_that_leads_out_of_the_root_is_refused(string path, string shown)
    {
        // A path of the same length that may stand, with its bytes replaced in the encoded request.
        string harmless = new('x', path.Length);
        byte[] begin = [.. RunRequestEncoder.Parts(ScriptedClient.Run(ScriptedClient.Add(harmless))).Single().Bytes.Span];
        System.Text.Encoding.UTF8.GetBytes(path).CopyTo(begin.AsSpan(begin.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(harmless))));
        Failure failure = await RefusedAsync(client => client.SendPart(MessageType.Begin, begin, hasMore: false));
        Assert.Contains(shown, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".lockstep/stage/x")]
    [InlineData("a/.lockstep")]
    public async Task The_state_is_not_to_be_planned_for(string path)
    {
        Failure failure = await RefusedAsync(client => client.SendBegin(ScriptedClient.Run(ScriptedClient.Add(path))));
        Assert.Contains("a path with '.lockstep' in it", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".lockstep/stage/x")]
    [InlineData("a/.lockstep")]
    public async Task The_state_is_not_to_be_sealed(string path)
    {
        Failure failure = await RefusedAsync(client => client.Send(MessageType.Probe, (new ProbeRequest([RelativePath.Parse(path)]) { Key = Seals.NewKey() }).Encode));
        Assert.Contains("what is Lockstep's own is not to be sealed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_no_tree_can_follow_is_refused()
    {
        Failure failure = await RefusedAsync(client => client.SendBegin(ScriptedClient.Run(ScriptedClient.Add("a"), ScriptedClient.Add("a/b"))));
        Assert.Contains("'a/b' cannot stand below an entry that is no directory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_that_was_not_announced_is_refused()
    {
        var delete = new Change(ChangeKind.Delete, RelativePath.Parse("a"), Entry.Absent, Entry.Absent);
        Failure failure = await RefusedAsync(client =>
        {
            client.SendBegin(ScriptedClient.Run(delete));
            client.SendPack(pack => pack.AddWhole(0, Evil, "evil"u8));
        });
        Assert.Contains("content of 'a' comes without having been announced", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_of_no_change_is_refused()
    {
        Failure failure = await RefusedAsync(client =>
        {
            client.SendBegin(ScriptedClient.Run(ScriptedClient.Add("a")));
            client.SendPack(pack => pack.AddWhole(7, Evil, "evil"u8));
        });
        Assert.Contains("record's change is 7, the run has 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_from_nothing_is_refused()
    {
        Failure failure = await RefusedAsync(client =>
        {
            client.SendBegin(ScriptedClient.Run(ScriptedClient.Add("a")));
            client.SendPack(pack =>
            {
                pack.Begin(0, 4, ContentBasis.Target);
                pack.Copy(0, 0, 4);
                pack.End(0, Evil);
            });
            client.Send(MessageType.Commit);
        });
        Assert.Contains("copies from what it is built on, and there is nothing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_from_beyond_the_basis_is_a_problem_of_its_file()
    {
        CommitReport report = await CommittedAsync(pack =>
        {
            pack.Begin(0, 4, ContentBasis.None);
            pack.AddData(0, "evi"u8);
            pack.Zeros(0, 1);
            pack.End(0, Evil);
        });
        Assert.Equal("a", Assert.Single(report.Problems).Path.ToString());
        Assert.Equal("", _scene.Picture("target/root"));
    }

    [Fact]
    public async Task A_content_that_is_given_up_half_way_leaves_nothing()
    {
        CommitReport report = await CommittedAsync(pack =>
        {
            pack.Begin(0, 4, ContentBasis.None);
            pack.AddData(0, "ev"u8);
            pack.Skip(0);
        });
        Assert.Empty(report.Problems);
        Assert.Equal("", _scene.Picture("target/root"));
    }

    [Fact]
    public async Task A_directory_that_is_a_link_on_the_target_is_not_followed()
    {
        _scene.Place.WithDirectory("target/root").WithLink("target/root/way", _scene.Place["outside"]);
        var link = new PeerLink();
        await using (var agent = new HostedAgent(link))
        {
            using var client = new ScriptedClient(link);
            Open(client);
            client.SendBegin(ScriptedClient.Run(ScriptedClient.AddDirectory("way"), ScriptedClient.Add("way/evil")));
            client.SendPack(pack => pack.AddWhole(1, Evil, "evil"u8));
            client.Send(MessageType.Commit);
            CommitReport report = CommitReportMessage.Decode(client.Receive(MessageType.CommitReport));
            Assert.NotEqual(0, report.Problems.Count + report.Drift.Count);
        }

        _scene.AssertNothingOutside();
    }

    private async Task<CommitReport> CommittedAsync(Action<ContentPackWriter> fill)
    {
        var link = new PeerLink();
        await using var agent = new HostedAgent(link);
        using var client = new ScriptedClient(link);
        Open(client);
        client.SendBegin(ScriptedClient.Run(ScriptedClient.Add("a")));
        client.SendPack(fill);
        client.Send(MessageType.Commit);
        CommitReport report = CommitReportMessage.Decode(client.Receive(MessageType.CommitReport));
        client.Send(MessageType.Goodbye);
        Assert.Equal(ExitCode.Done, await agent.Ended);
        _scene.AssertNothingOutside();
        return report;
    }

    private async Task<Failure> RefusedAsync(Action<ScriptedClient> say)
    {
        var link = new PeerLink();
        await using var agent = new HostedAgent(link);
        using var client = new ScriptedClient(link);
        Open(client);
        say(client);
        var failure = Failure.Decode(client.Receive(MessageType.Failure));
        Assert.Equal(ExitCode.SyncFailed, await agent.Ended);
        _scene.AssertNothingOutside();
        Assert.Equal("", _scene.Picture("target/root"));
        return failure;
    }

    private void Open(ScriptedClient client)
    {
        Say(client, "hello");
        Say(client, "open");
    }

    private void Say(ScriptedClient client, string word)
    {
        switch (word)
        {
            case "hello": client.Send(MessageType.Hello, Greeting.Own.Encode); break;
            case "open": client.Send(MessageType.Open, _scene.OpenRequest.Encode); break;
            case "preview": client.Send(MessageType.Open, (_scene.OpenRequest with { IsPreview = true }).Encode); break;
            case "probe": client.Send(MessageType.Probe, new ProbeRequest([]).Encode); break;
            case "begin": client.SendBegin(ScriptedClient.Run(ScriptedClient.Add("a"))); break;
            case "pack": client.SendPack(pack => pack.AddWhole(0, Evil, "evil"u8)); break;
            case "commit": client.Send(MessageType.Commit); break;
            case "command": Start(client, 1); break;
            case "seventeen-commands": Array.ForEach([.. Enumerable.Range(1, 17)], number => Start(client, number)); break;
            case "let-go": client.Send(MessageType.Command, Numbered(1, SampleMessages.CommandRequest().Encode)); break;
            case "lasting": client.Send(MessageType.Command, Numbered(1, SampleMessages.LastingRequest().Encode)); break;
            case "check": client.Send(MessageType.Check); break;
            case "input": client.Send(MessageType.Input, Numbered(1, writer => writer.WriteByte(1))); break;
            case "input-end": client.Send(MessageType.InputEnd, Numbered(1, _ => { })); break;
            case "long-end": client.Send(MessageType.InputEnd, Numbered(1, writer => writer.WriteByte(1))); break;
            case "no-number": client.Send(MessageType.InputEnd, Numbered(0, _ => { })); break;
            case "resize": client.Send(MessageType.WindowSize, Numbered(1, new WindowSize(80, 24).Encode)); break;
            case "signal": client.Send(MessageType.Signal, Numbered(1, writer => CommandSignalMessage.Encode(CommandSignal.Interrupt, writer))); break;
            case "ping": client.Send(MessageType.Ping); break;
            case "begin-part": client.SendPart(MessageType.Begin, RunRequestEncoder.Parts(ScriptedClient.Run(ScriptedClient.Add("a"))).Single().Bytes, hasMore: true); break;
            case "probe-part": client.SendPart(MessageType.Probe, new byte[] { 1 }, hasMore: true); break;
            case "wrong-baseline": client.SendBegin(ScriptedClient.Run() with { Baseline = SampleMessages.Digest }); break;
            case "target-state": client.SendRaw([3, 0, 0, 0, 0, 0]); break;
            case "unknown": client.SendRaw([99, 0, 0, 0, 0, 0]); break;
            case "giant": client.SendRaw([2, 0, 255, 255, 255, 255]); break;
            case "flags": client.SendRaw([2, 255, 1, 0, 0, 0]); break;
            case "bomb": client.SendRaw([2, 0, .. Sized(_scene.OpenRequest), 4, 1, 5, 0, 0, 0, 0, 0, 64, 0, 1, 2, 3, 4, 5]); break;
            case "stream": client.SendRaw([10, 1, 5, 0, 0, 0, 10, 0, 0, 0, 1, 2, 3, 4, 5]); break;
            default: throw new ArgumentException(word, nameof(word));
        }
    }

    private static void Start(ScriptedClient client, int number) =>
        client.Send(MessageType.Command, Numbered(number, (SampleMessages.CommandRequest() with { LetsGo = false }).Encode));

    private static Action<IBufferWriter<byte>> Numbered(int command, Action<IBufferWriter<byte>> encode) => writer =>
    {
        CommandNumber.Write(writer, command);
        encode(writer);
    };

    private static byte[] Sized(OpenRequest request)
    {
        byte[] message = SampleMessages.Bytes(request.Encode);
        return [.. BitConverter.GetBytes(message.Length), .. message];
    }
}
