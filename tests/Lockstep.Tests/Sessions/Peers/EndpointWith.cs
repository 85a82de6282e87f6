using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>A target that does something else where a test says so.</summary>
internal sealed class EndpointWith : IEndpoint
{
    private readonly LocalEndpoint _target = new();

    public Action OnOpen { get; init; } = () => { };

    public Action<IReadOnlyList<RelativePath>> OnSeal { get; init; } = _ => { };

    public Func<IReadOnlyList<RelativePath>, IReadOnlyList<ContentSeal>>? Seals { get; init; }

    public Func<ContentPack, Task> OnWrite { get; init; } = _ => Task.CompletedTask;

    public Func<Task> OnCommit { get; init; } = () => Task.CompletedTask;

    public Func<Task<ContentSignature?>>? OnReadSignature { get; init; }

    public Func<CommandRequest, CommandOutput, IRunningCommand>? OnStart { get; init; }

    /// <summary>Whether it says of each run that another command came first.</summary>
    public bool IsNeverBegun { get; init; }

    public Task Lost { get; init; } = new TaskCompletionSource().Task;

    public TransportCount Transported => default;

    public Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation)
    {
        OnOpen();
        return _target.OpenAsync(request, cancellation);
    }

    public Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => _target.ProbeAsync(paths, cancellation);

    public Task<IReadOnlyList<ContentSeal>> SealAsync(
        IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation)
    {
        OnSeal(paths);
        return Seals is { } seals ? Task.FromResult(seals(paths)) : _target.SealAsync(paths, key, cancellation);
    }

    public Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation) => _target.HistoryAsync(request, cancellation);

    public Task<IReadOnlyList<PastRun?>> AttributeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => _target.AttributeAsync(paths, cancellation);

    public Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation) => _target.PastAsync(request, cancellation);

    public Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellation) => _target.PurgeAsync(request, cancellation);

    public Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation) =>
        _target.FetchAsync(request, sink, cancellation);

    public Task<Inspection> InspectAsync(CancellationToken cancellation) => _target.InspectAsync(cancellation);

    public Task<DriftReply> CheckAsync(CancellationToken cancellation) => _target.CheckAsync(cancellation);

    public Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation) =>
        IsNeverBegun ? Task.FromResult(StageOffer.NotBegun) : _target.BeginAsync(request, cancellation);

    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) =>
        OnReadSignature is { } read ? read() : _target.ReadSignatureAsync(cancellation);

    public async ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
    {
        await OnWrite(pack);
        await _target.WriteAsync(pack, cancellation);
    }

    public async Task<CommitReport> CommitAsync(CancellationToken cancellation)
    {
        await OnCommit();
        return IsNeverBegun ? new CommitReport(0, [], [], [], default) { IsBegun = false } : await _target.CommitAsync(cancellation);
    }

    public Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation) =>
        OnStart is { } start ? Task.FromResult(start(request, output)) : _target.StartAsync(request, output, cancellation);

    public ValueTask DisposeAsync() => _target.DisposeAsync();
}
