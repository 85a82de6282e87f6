using System.Globalization;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, B11: a server whose few bytes become a client's whole memory: 21 MB of differences were 1.4 GB. What all servers together may say is bounded by what
/// the client has and asks for, and an allowance.
/// </summary>
public sealed class ListBombAttack : IAsyncDisposable
{
    private const int Small = 8 << 20;
    private readonly DecodeBudget _budget = new(Small);
    private readonly List<RemoteEndpoint> _endpoints = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static OpenRequest Request { get; } = new("/srv/app"u8.ToArray(), IsPreview: true, Snapshot.Absent.Digest, "ann@desk") { KnownEntries = 10 };

    public async ValueTask DisposeAsync()
    {
        foreach (RemoteEndpoint endpoint in _endpoints)
        {
            await endpoint.DisposeAsync();
        }

        Assert.Equal(Small, _budget.Left);
    }

    [Fact]
    public async Task More_changed_entries_than_the_baseline_has_are_refused()
    {
        ProtocolException refusal = await Assert.ThrowsAsync<ProtocolException>(() => OpenAsync(Differences(1000)));
        Assert.Contains("mallory@host tells of 1000 changed entries of a baseline that has 10", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_changed_entries_as_the_baseline_has_are_taken() => Assert.Equal(10, (await OpenAsync(Differences(10))).Drift.Count);

    [Fact]
    public async Task A_list_beyond_what_is_left_is_refused_with_the_host_before_it_is_made()
    {
        ProtocolException refusal = await Assert.ThrowsAsync<ProtocolException>(() => OpenAsync(Differences(200_000)));
        Assert.Contains("mallory@host sends more than this computer makes room for: drift would take", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Short_bytes_of_long_paths_are_refused()
    {
        string deep = string.Join('/', Enumerable.Repeat(new string('d', 200), 19));
        Difference[] differences = [.. Enumerable.Range(0, 4000).Select(i => Of($"{deep}/{i.ToString("d6", CultureInfo.InvariantCulture)}"))];
        ProtocolException refusal = await Assert.ThrowsAsync<ProtocolException>(() => ProbeAsync(differences, "d"));
        Assert.Contains("paths would take", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_for_is_taken_however_much_it_is()
    {
        string[] asked = [.. Differences(100_000).Select(difference => difference.Path.ToString())];
        Assert.Equal(asked.Length, (await ProbeAsync(Differences(100_000), asked)).Count);
    }

    [Fact]
    public async Task A_message_without_an_end_is_refused()
    {
        FedPipe pipe = await ConnectAsync();
        Task<IReadOnlyList<Difference>> probing = _endpoints[^1].ProbeAsync([RelativePath.Parse("a")], Cancellation);
        byte[] part = [(byte)MessageType.ProbeReply, (byte)FrameFlags.More, 0, 0, 16, 0, .. new byte[1 << 20]];
        for (int i = 0; i < Small >> 20; i++)
        {
            Assert.False(probing.IsCompleted);
            pipe.Say(part);
        }

        _ = Task.Run(() => pipe.Say(part), Cancellation);
        ProtocolException refusal = await Assert.ThrowsAsync<ProtocolException>(() => probing);
        Assert.Contains("ProbeReply would take", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_servers_share_one_budget_and_give_it_back()
    {
        const int TwoThirds = 50_000;
        await ProbeAsync(Differences(TwoThirds), "0");
        await Assert.ThrowsAsync<ProtocolException>(() => ProbeAsync(Differences(TwoThirds), "0"));
        await _endpoints[0].DisposeAsync();
        await _endpoints[1].DisposeAsync();
        Assert.Equal(TwoThirds, (await ProbeAsync(Differences(TwoThirds), "0")).Count);
    }

    /// <summary>A mirror's probe, or a first contact, may meet a million entries that the client knows nothing of.</summary>
    [Fact]
    public void A_million_unknown_entries_fit_into_the_usual_budget()
    {
        const int Share = 20, Million = 1_000_000;
        var budget = new DecodeBudget(DecodeBudget.Usual / Share);
        using var share = new DecodeShare(budget, "box");
        Difference[] differences = [.. Enumerable.Range(0, Million / Share).Select(i => Of($"src/module{i / 100:d4}/some-source-{i:d6}.cs"))];
        var message = new System.Buffers.ArrayBufferWriter<byte>();
        new ProbeReply(differences).Encode(message);
        Assert.Equal(differences.Length, share.Decode(() => ProbeReply.Decode(message.WrittenSpan)).Found.Count);
    }

    private static Difference[] Differences(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Of(i.ToString("d6", CultureInfo.InvariantCulture)))];

    private static Difference Of(string path) => new(RelativePath.Parse(path), Entry.Absent, IsManaged: true);

    private async Task<FedPipe> ConnectAsync()
    {
        var pipe = new FedPipe();
        Task<RemoteEndpoint> greeting = RemoteEndpoint.GreetAsync(pipe, Compression.None, bandwidthLimit: null, Cancellation, new VirtualClock(), budget: _budget);
        pipe.Say(MessageType.Hello, Greeting.Own.Encode);
        _endpoints.Add(await greeting);
        return pipe;
    }

    private async Task<TargetState> OpenAsync(Difference[] drift)
    {
        FedPipe pipe = await ConnectAsync();
        Task<TargetState> opening = _endpoints[^1].OpenAsync(Request, Cancellation);
        var state = new TargetState(Snapshot.Absent.Digest, Baseline: null, drift, 0, HasUnmanaged: false, HasStaged: false, []);
        pipe.SayLong(MessageType.TargetState, state.Encode);
        return await opening;
    }

    private async Task<IReadOnlyList<Difference>> ProbeAsync(Difference[] found, params string[] paths)
    {
        FedPipe pipe = await ConnectAsync();
        Task<IReadOnlyList<Difference>> probing = _endpoints[^1].ProbeAsync([.. paths.Select(path => RelativePath.Parse(path))], Cancellation);
        pipe.SayLong(MessageType.ProbeReply, new ProbeReply(found).Encode);
        return await probing;
    }
}
