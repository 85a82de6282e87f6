using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>Both ends together: who waits for whom, and what each learns of the other's failure.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly PushScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Many_deltas_go_through_a_few_signatures_under_way()
    {
        WithLargeFiles(count: 30, edit: 0);
        Assert.NotNull(await _scene.PushAsync(new PeerLink()));
        WithLargeFiles(count: 30, edit: 1);
        var link = new PeerLink();
        CommitReport? report = await _scene.PushAsync(link);
        Assert.Empty(report!.Problems);
        Assert.InRange(link.BytesSent, 1, 30 * 100_000);
        Assert.Equal(_scene.Picture("project"), _scene.Picture("target/root"));
    }

    [Fact]
    public async Task Many_deltas_go_to_a_target_of_this_machine()
    {
        WithLargeFiles(count: 12, edit: 0);
        await _scene.PushAsync(new LocalEndpoint());
        WithLargeFiles(count: 12, edit: 1);
        Assert.Empty((await _scene.PushAsync(new LocalEndpoint()))!.Problems);
        Assert.Equal(_scene.Picture("project"), _scene.Picture("target/root"));
    }

    [Fact]
    public async Task A_full_disk_ends_a_transfer_with_its_reason_while_signatures_fill_the_pipe()
    {
        WithLargeFiles(count: 30, edit: 0);
        await _scene.PushAsync(new PeerLink());
        WithLargeFiles(count: 30, edit: 1);
        _scene.WithFile("new", Noise(8 << 20, seed: 99));
        var target = new EndpointWith { OnWrite = _ => throw new SyncException(ExitCode.SyncFailed, "no space left on the target") };
        SyncException failure = await Assert.ThrowsAsync<SyncException>(() => _scene.PushAsync(new PeerLink(), target));
        Assert.Equal((ExitCode.SyncFailed, "no space left on the target"), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public async Task A_signature_that_cannot_be_made_ends_the_transfer_with_its_reason()
    {
        WithLargeFiles(count: 2, edit: 0);
        await _scene.PushAsync(new PeerLink());
        WithLargeFiles(count: 2, edit: 1);
        var target = new EndpointWith { OnReadSignature = () => throw new SyncException(ExitCode.SyncFailed, "the disk is broken") };
        SyncException failure = await Assert.ThrowsAsync<SyncException>(() => _scene.PushAsync(new PeerLink(), target));
        Assert.Equal("the disk is broken", failure.Message);
    }

    [Fact]
    public async Task A_bug_of_the_agent_is_told_to_the_client()
    {
        _scene.WithFile("a", "1");
        var target = new EndpointWith { OnOpen = () => throw new InvalidOperationException("impossible") };
        SyncException failure = await Assert.ThrowsAsync<SyncException>(() => _scene.PushAsync(new PeerLink(), target));
        Assert.Equal(ExitCode.SyncFailed, failure.ExitCode);
        Assert.Contains("a bug of its own (InvalidOperationException: impossible)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_on_a_connection_sends_its_contents()
    {
        _scene.WithFile("a", "1");
        var link = new PeerLink();
        await using var agent = new HostedAgent(link);
        await using RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation);
        TargetState state = await endpoint.OpenAsync(_scene.OpenRequest, PushScene.Cancellation);
        CommitReport first = await AddFileAsync(endpoint, state.Digest, "first", "1"u8.ToArray());
        CommitReport second = await AddFileAsync(endpoint, first.Baseline, "second", "2"u8.ToArray());
        Assert.Empty(second.Problems);
        Assert.Equal("2", File.ReadAllText(_scene.Place["target/root/second"]));
    }

    [Fact]
    public async Task Interrupting_a_transfer_that_the_agent_does_not_take_ends_at_once()
    {
        _scene.WithFile("large", Noise(16 << 20, seed: 1));
        var never = new TaskCompletionSource();
        using var interrupt = new CancellationTokenSource();
        var target = new EndpointWith
        {
            OnWrite = _ =>
            {
                interrupt.Cancel();
                return never.Task;
            },
        };
        var link = new PeerLink();
        var agent = new HostedAgent(link, target);
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scene.PushAsync(endpoint, interrupt.Token));
        never.SetResult();
        await agent.DisposeAsync();
        Assert.Equal("", _scene.Picture("target/root"));
    }

    [Fact]
    public async Task An_interrupted_commit_is_finished_and_reported()
    {
        _scene.WithFile("a", "1");
        using var interrupt = new CancellationTokenSource();
        var target = new EndpointWith
        {
            OnCommit = () =>
            {
                interrupt.Cancel();
                return Task.CompletedTask;
            },
        };
        var link = new PeerLink();
        await using var agent = new HostedAgent(link, target);
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation);
        CommitReport? report = await _scene.PushAsync(endpoint, interrupt.Token);
        Assert.Equal(1, report!.Run);
        Assert.Equal(_scene.Picture("project"), _scene.Picture("target/root"));
    }

    [Fact]
    public async Task An_orderly_end_says_goodbye()
    {
        _scene.WithFile("a", "1");
        var link = new PeerLink();
        await _scene.PushAsync(link);
        Assert.Equal((byte)MessageType.Goodbye, link.ToAgent.Written[^6]);
    }

    private static async Task<CommitReport> AddFileAsync(RemoteEndpoint endpoint, SnapshotDigest baseline, string name, byte[] content)
    {
        var file = new Entry(EntryType.File, Mode: 0x1a4, content.Length, ModifiedNs: 1, ContentHash.Of(content));
        var change = new Change(ChangeKind.Add, RelativePath.Parse(name), Entry.Absent, file, Transfer.Whole);
        await endpoint.BeginAsync(new RunRequest(baseline, [change], [new EntryEdit(RelativePath.Root, ScriptedClient.Directory)], [], "ann@desk", Retention.Default), PushScene.Cancellation);
        var pack = new ContentPackWriter();
        pack.AddWhole(0, new FinalContent(file.Size, file.Mode, file.ModifiedNs, file.Content), content);
        await endpoint.WriteAsync(new ContentPack(pack.Written, isOfLargeContent: false, () => { }), PushScene.Cancellation);
        return await endpoint.CommitAsync(PushScene.Cancellation);
    }

    private void WithLargeFiles(int count, int edit)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] content = Noise(1 << 20, seed: i);
            content[500_000] += (byte)edit;
            _scene.WithFile($"large{i:00}", content);
        }
    }

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
