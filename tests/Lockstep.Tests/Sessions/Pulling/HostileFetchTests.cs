using System.Buffers;
using System.Text;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tests.Wire;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Pulling;

/// <summary>A target that lies to a pull: it ends with a message that says why, and nothing of the project is changed, nor anything beside it.</summary>
public sealed class HostileFetchTests : IDisposable
{
    private static readonly byte[] Evil = "evil"u8.ToArray();

    private readonly Peers.PushScene _scene = new();

    public HostileFetchTests() => _scene.WithFile("a", "mine").WithFile("b", "mine too");

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("index that was not asked for", "record's change is 7, the run has 2")]
    [InlineData("twice", "content of 'a' comes twice")]
    [InlineData("larger", "content of 'a' has 5 bytes, 4 were asked for")]
    [InlineData("other time", "content of 'a' is not the one that was asked for")]
    [InlineData("other mode", "content of 'a' is not the one that was asked for")]
    [InlineData("other hash", "content of 'a' is not the one that was asked for")]
    [InlineData("endless", "content of 'a' goes on behind the 4 bytes that were asked for")]
    [InlineData("endless zeros", "content of 'a' goes on behind the 4 bytes that were asked for")]
    [InlineData("empty packs without end", "a pack of fetched contents is empty")]
    [InlineData("built on what is here", "content of 'a' is built on what is not there")]
    [InlineData("nothing", "2 of 2 contents that were asked for did not come")]
    [InlineData("end before the content's", "2 of 2 contents that were asked for did not come")]
    [InlineData("problem of another path", "a problem of 'etc/passwd' is told, which was not asked for")]
    [InlineData("other answer", "CommitReport came unasked")]
    [InlineData("record of no kind", "kind of record is 99, which is none")]
    [InlineData("pack in a message", "Pack stands between the parts of FetchEnd")]
    [InlineData("compressed without a stream", "a compressed pack continues a stream that was never started")]
    [InlineData("problem that leads out", "has the component '..'")]
    public async Task A_lie_ends_the_pull_and_changes_nothing(string lie, string message)
    {
        string before = _scene.Picture("project");
        RunSummary summary = await PullAsync(Drifted(), agent => Tell(agent, lie), probed: []);
        Assert.True(summary.Exit == ExitCode.SyncFailed, Sessions.PushScene.Describe(summary));
        Assert.Contains(message, summary.Message, StringComparison.Ordinal);
        Assert.Equal(before, _scene.Picture("project"));
        _scene.AssertNothingOutside();
    }

    [Fact]
    public async Task Bytes_that_do_not_have_their_hash_are_a_problem_of_their_file()
    {
        string before = _scene.Picture("project");
        TargetState state = Drifted(known: false);
        RunSummary summary = await PullAsync(
            state,
            agent =>
            {
                SendPack(agent, pack =>
                {
                    pack.AddWhole(0, Final() with { Content = SampleMessages.Hash }, Evil);
                    pack.Skip(1);
                });
                agent.Send(MessageType.FetchEnd, new FetchEnd([]).Encode);
            },
            probed: []);
        Assert.Equal(ExitCode.Partial, summary.Exit);
        Assert.Equal(before, _scene.Picture("project"));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a/../../evil")]
    [InlineData("a//evil")]
    public async Task A_path_that_leads_out_of_the_project_is_refused(string path)
    {
        string harmless = new('x', path.Length);
        Difference[] drift = [new(RelativePath.Parse(harmless), SampleMessages.File, IsManaged: true)];
        byte[] bytes = SampleMessages.Bytes((ScriptedAgent.EmptyTarget with { Drift = drift }).Encode);
        Encoding.UTF8.GetBytes(path).CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(harmless))));
        RunSummary summary = await PullAsync(writer => writer.Write(bytes), _ => { }, probed: []);
        Assert.Equal(ExitCode.SyncFailed, summary.Exit);
        _scene.AssertNothingOutside();
    }

    [Fact]
    public async Task A_link_that_the_target_plants_is_not_followed()
    {
        // First a link to what lies beside the project, under a name below which the next file would come.
        Entry link = new(EntryType.Symlink, 0x1ff, 10, 5, ContentHash.Of("../outside"u8));
        Difference[] planted = [new(RelativePath.Parse("out"), link, IsManaged: false)];
        RunSummary first = await PullAsync(ScriptedAgent.EmptyTarget with { HasUnmanaged = true }, agent => Answer(agent, "../outside"u8.ToArray(), link), planted, "out");
        Assert.True(first.Exit == ExitCode.Done, Sessions.PushScene.Describe(first));

        Entry directory = new(EntryType.Directory, 0x1ed, 0, 5, ContentHash.Unknown);
        Entry file = new(EntryType.File, 0x1a4, 4, 5, ContentHash.Of(Evil));
        Difference[] below = [new(RelativePath.Parse("out"), directory, IsManaged: false), new(RelativePath.Parse("out/canary"), file, IsManaged: false)];
        // Somebody here made it another link: without that, it would be the last pull's own, and replaced.
        File.Delete(_scene.Place["project/out"]);
        File.CreateSymbolicLink(_scene.Place["project/out"], "../outside/");
        RunSummary second = await PullAsync(ScriptedAgent.EmptyTarget with { HasUnmanaged = true }, agent => Answer(agent, Evil, file), below, "out/canary");
        Assert.True(second.Exit == ExitCode.Refused, Sessions.PushScene.Describe(second));
        _scene.AssertNothingOutside();

        RunSummary forced = await PullAsync(
            ScriptedAgent.EmptyTarget with { HasUnmanaged = true }, agent => Answer(agent, Evil, file), below, "out/canary", isForced: true);
        Assert.True(forced.Exit == ExitCode.Done, Sessions.PushScene.Describe(forced));
        Assert.Equal("evil", File.ReadAllText(_scene.Place["project/out/canary"]));
        _scene.AssertNothingOutside();
    }

    [Fact]
    public async Task A_file_on_a_links_other_side_counts_as_not_there()
    {
        Entry link = new(EntryType.Symlink, 0x1ff, 10, 5, ContentHash.Of("../outside"u8));
        Entry file = new(EntryType.File, 0x1a4, 4, 5, ContentHash.Of(Evil));
        Difference[] lie = [new(RelativePath.Parse("out"), link, IsManaged: false), new(RelativePath.Parse("out/canary"), file, IsManaged: false)];
        RunSummary summary = await PullAsync(
            ScriptedAgent.EmptyTarget with { HasUnmanaged = true }, agent => Answer(agent, "../outside"u8.ToArray(), link), lie, "out");
        Assert.True(summary is { Exit: ExitCode.Done, Added: 1 }, Sessions.PushScene.Describe(summary));
        _scene.AssertNothingOutside();
    }

    [Theory]
    [InlineData(".lockstep")]
    [InlineData(".LockStep")]
    public async Task State_directories_are_not_taken_wherever_they_are_offered(string name)
    {
        Entry directory = new(EntryType.Directory, 0x1ed, 0, 5, ContentHash.Unknown);
        Entry file = new(EntryType.File, 0x1a4, 4, 5, ContentHash.Of(Evil));
        Difference[] found =
        [
            new(RelativePath.Parse("d"), directory, IsManaged: false),
            new(RelativePath.Parse($"d/{name}"), directory, IsManaged: false),
            new(RelativePath.Parse($"d/{name}/lock"), file, IsManaged: false),
        ];
        RunSummary summary = await PullAsync(ScriptedAgent.EmptyTarget with { HasUnmanaged = true }, agent => Answer(agent, Evil, file), found, "d");
        Assert.True(summary.Exit == ExitCode.SyncFailed, Sessions.PushScene.Describe(summary));
        Assert.Contains("a path with '.lockstep' in it", summary.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scene.Place["project/d"]));
    }

    private static FinalContent Final() => new(4, 0x1a4, 5, ContentHash.Of(Evil));

    private static void Answer(ScriptedAgent agent, byte[] content, Entry entry)
    {
        SendPack(agent, pack => pack.AddWhole(0, new FinalContent(content.Length, entry.IsFile ? entry.Mode : (ushort)0, entry.ModifiedNs, ContentHash.Of(content)), content));
        agent.Send(MessageType.FetchEnd, new FetchEnd([]).Encode);
    }

    private static void Tell(ScriptedAgent agent, string lie)
    {
        switch (lie)
        {
            case "index that was not asked for": SendPack(agent, pack => pack.AddWhole(7, Final(), Evil)); break;
            case "twice": SendPack(agent, pack => { pack.AddWhole(0, Final(), Evil); pack.AddWhole(0, Final(), Evil); }); break;
            case "larger": SendPack(agent, pack => pack.AddWhole(0, Final() with { Size = 5 }, "evil!"u8)); break;
            case "other time": SendPack(agent, pack => pack.AddWhole(0, Final() with { ModifiedNs = 6 }, Evil)); break;
            case "other mode": SendPack(agent, pack => pack.AddWhole(0, Final() with { Mode = 0x9ed }, Evil)); break;
            case "other hash": SendPack(agent, pack => pack.AddWhole(0, Final() with { Content = SampleMessages.Hash }, Evil)); break;
            case "endless": SendPack(agent, pack => { pack.Begin(0, 4, ContentBasis.None); pack.AddData(0, new byte[] { 1, 2, 3, 4, 5 }); }); break;
            case "endless zeros": SendPack(agent, pack => { pack.Begin(0, 4, ContentBasis.None); pack.Zeros(0, 200_000); }); break;
            case "empty packs without end": agent.SendForever([(byte)MessageType.Pack, 0, 0, 0, 0, 0]); break;
            case "built on what is here": SendPack(agent, pack => { pack.Begin(0, 4, ContentBasis.Target); pack.Copy(0, 0, 4); }); break;
            case "nothing": agent.Send(MessageType.FetchEnd, new FetchEnd([]).Encode); break;
            case "end before the content's":
                SendPack(agent, pack => { pack.Begin(0, 4, ContentBasis.None); pack.AddData(0, "ev"u8); });
                agent.Send(MessageType.FetchEnd, new FetchEnd([]).Encode);
                break;
            case "problem of another path":
                SendPack(agent, pack => { pack.Skip(0); pack.Skip(1); });
                agent.Send(MessageType.FetchEnd, new FetchEnd([new Problem(RelativePath.Parse("etc/passwd"), "x")]).Encode);
                break;
            case "other answer": agent.Send(MessageType.CommitReport, writer => CommitReportMessage.Encode(new(1, [], [], [], default), writer)); break;
            case "record of no kind": agent.SendRaw([(byte)MessageType.Pack, 0, 5, 0, 0, 0, 99, 0, 0, 0, 0]); break;
            case "pack in a message":
                agent.SendRaw([(byte)MessageType.FetchEnd, 2, 1, 0, 0, 0, 0]);
                SendPack(agent, pack => pack.AddWhole(0, Final(), Evil));
                break;
            case "compressed without a stream": agent.SendRaw([(byte)MessageType.Pack, 1, 1, 0, 0, 0, 5, 0, 0, 0, 0]); break;
            case "problem that leads out": agent.SendRaw([(byte)MessageType.FetchEnd, 0, 6, 0, 0, 0, 1, 0, 2, (byte)'.', (byte)'.', 0]); break;
        }
    }

    private static void SendPack(ScriptedAgent agent, Action<ContentPackWriter> write)
    {
        var pack = new ContentPackWriter();
        write(pack);
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.WriteHeader(frame, MessageType.Pack, pack.Length);
        agent.SendRaw([.. frame.WrittenSpan, .. pack.Written.Span]);
    }

    /// <summary>A target on which the two files of the project were changed to <see cref="Evil"/>.</summary>
    private TargetState Drifted(bool known = true)
    {
        var entries = new EntryListBuilder();
        Difference[] drift = [.. new[] { "a", "b" }.Select(name =>
        {
            string file = _scene.Place[$"project/{name}"];
            long modifiedNs = (File.GetLastWriteTimeUtc(file) - DateTime.UnixEpoch).Ticks * 100;
            entries.Add(Encoding.UTF8.GetBytes(name), new Entry(EntryType.File, 0x1a4, new FileInfo(file).Length, modifiedNs, ContentHash.Of(File.ReadAllBytes(file))));
            return new Difference(RelativePath.Parse(name), new Entry(EntryType.File, 0x1a4, 4, 5, known ? ContentHash.Of(Evil) : ContentHash.Unknown), IsManaged: true);
        })];
        var baseline = new Snapshot(new Entry(EntryType.Directory, 0x1ed, 0, 1, ContentHash.Unknown), entries.Build());
        return ScriptedAgent.EmptyTarget with { Digest = baseline.Digest, Baseline = baseline, Drift = drift };
    }

    private Task<RunSummary> PullAsync(TargetState state, Action<ScriptedAgent> onFetch, Difference[] probed, string? path = null, bool isForced = false) =>
        PullAsync(state.Encode, onFetch, probed, path, isForced);

    private async Task<RunSummary> PullAsync(
        Action<IBufferWriter<byte>> state, Action<ScriptedAgent> onFetch, Difference[] probed, string? path = null, bool isForced = false)
    {
        var link = new PeerLink();
        await using var agent = new ScriptedAgent(link, new()
        {
            [MessageType.Open] = agent => agent.Send(MessageType.TargetState, state),
            [MessageType.Inspect] = agent => agent.Send(MessageType.Inspection, Inspection.Nothing.Encode),
            [MessageType.Probe] = agent => agent.Send(MessageType.ProbeReply, new ProbeReply(probed).Encode),
            [MessageType.Fetch] = onFetch,
        });
        var client = new ClientContext(_scene.Place["cache"], "ann@desk", typeof(HostileFetchTests).Assembly)
        {
            Connector = async (_, _, cancellation) => await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, cancellation),
        };
        using ProjectView project = ProjectView.Open(new Project("project", _scene.Place["project"]), new FilterOptions(), _scene.Place["cache"]);
        var target = new PushTarget("evil", AddressKind.Ssh, _scene.Root);
        var options = new PullOptions { Paths = path is null ? [] : [RelativePath.Parse(path)], Confirmed = true, Force = isForced };
        return await Pull.RunAsync(project, target, options, client, new RecordingObserver(), Peers.PushScene.Cancellation);
    }
}
