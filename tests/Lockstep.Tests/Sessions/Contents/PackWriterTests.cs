using System.Runtime.InteropServices;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Contents;

public sealed class PackWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_than_four_packs_are_under_way()
    {
        var endpoint = new HoardingEndpoint();
        var packs = new PackWriter(endpoint);
        for (int i = 0; i < 4; i++)
        {
            (await packs.RoomAsync(Token)).Skip(i);
            await packs.FlushAsync(Token);
        }

        Task<ContentPackWriter> fifth = packs.RoomAsync(Token).AsTask();
        Assert.False(fifth.IsCompleted);
        endpoint.Taken[2].Dispose();
        Assert.Equal(0, (await fifth).Length);
    }

    [Fact]
    public async Task A_single_short_pack_takes_little_memory()
    {
        var endpoint = new HoardingEndpoint();
        var packs = new PackWriter(endpoint);
        (await packs.RoomAsync(Token)).AddData(0, new byte[1000]);
        await packs.FlushAsync(Token);

        Assert.True(MemoryMarshal.TryGetArray(endpoint.Taken[0].Records, out ArraySegment<byte> memory));
        Assert.Equal(ContentPackWriter.ShortCapacity, memory.Array!.Length);
    }

    [Fact]
    public async Task Waiting_for_a_buffer_ends_when_it_is_cancelled()
    {
        var packs = new PackWriter(new HoardingEndpoint());
        for (int i = 0; i < 4; i++)
        {
            (await packs.RoomAsync(Token)).Skip(i);
            await packs.FlushAsync(Token);
        }

        using var cancelling = new CancellationTokenSource();
        Task<ContentPackWriter> fifth = packs.RoomAsync(cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fifth);
    }

    [Fact]
    public async Task Nothing_written_means_no_pack()
    {
        var endpoint = new HoardingEndpoint();
        var packs = new PackWriter(endpoint);
        await packs.FlushAsync(Token);
        _ = await packs.RoomAsync(Token);
        await packs.FlushAsync(Token);

        Assert.Empty(endpoint.Taken);
    }

    [Fact]
    public async Task Only_a_pack_with_a_piece_of_a_large_content_says_so()
    {
        var endpoint = new HoardingEndpoint();
        var packs = new PackWriter(endpoint);
        (await packs.RoomAsync(Token)).Skip(0);
        (await packs.RoomAsync(Token, forLargeContent: true)).Skip(1);
        await packs.FlushAsync(Token);
        (await packs.RoomAsync(Token)).Skip(2);
        await packs.FlushAsync(Token);

        Assert.Equal([true, false], endpoint.Taken.Select(pack => pack.IsOfLargeContent));
    }

    [Fact]
    public void The_memory_of_a_pack_is_given_back_once_however_often_it_is_disposed()
    {
        int released = 0;
        var pack = new ContentPack(Memory<byte>.Empty, isOfLargeContent: false, () => released++);
        pack.Dispose();
        pack.Dispose();

        Assert.Equal(1, released);
    }

    /// <summary>Takes packs and keeps them.</summary>
    private sealed class HoardingEndpoint : IEndpoint
    {
        public List<ContentPack> Taken { get; } = [];

        public TransportCount Transported => default;

        public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
        {
            Taken.Add(pack);
            return ValueTask.CompletedTask;
        }

        public Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<ContentSeal>> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<PastRun?>> AttributeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Inspection> InspectAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<DriftReply> CheckAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<CommitReport> CommitAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
