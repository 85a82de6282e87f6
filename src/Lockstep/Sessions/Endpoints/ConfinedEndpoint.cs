using Lockstep.Files.Roots;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// A target for a client that may do less than its login could: one root, and neither commands nor writing where they are not allowed. Everything else a client
/// can ask for happens below the root of an open target, so that opening and starting are all there is to guard.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="confinement">What is allowed.</param>
public sealed class ConfinedEndpoint(IEndpoint target, Confinement confinement) : IEndpoint
{
    /// <inheritdoc/>
    public TransportCount Transported => target.Transported;

    /// <inheritdoc/>
    public Task Lost => target.Lost;

    /// <inheritdoc/>
    public Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation)
    {
        string root = DisplayText.Of(confinement.Root.Span);
        if (!IsAllowed(request.Root.Span))
        {
            throw new SyncException(
                ExitCode.Refused,
                $"refused: this key is confined to '{root}' on the host, and '{DisplayText.Of(request.Root.Span)}' was asked for. "
                + $"Give '{root}' as the target's path, or log in with another key.");
        }

        if (!confinement.AllowsWriting && !request.IsPreview)
        {
            throw new SyncException(
                ExitCode.Refused,
                $"refused: this key may only read '{root}' on the host (--read-only). status, diff, history, pull and push --dry-run work; for anything else log in with another key.");
        }

        // Not the path that was asked for, though it leads to the same place: what it leads to may change.
        return target.OpenAsync(request with { Root = confinement.Root }, cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => target.ProbeAsync(paths, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContentSeal>> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation) => target.SealAsync(paths, key, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PastRun?>> AttributeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => target.AttributeAsync(paths, cancellation);

    /// <inheritdoc/>
    public Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellation) => target.PurgeAsync(request, cancellation);

    /// <inheritdoc/>
    public Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation) => target.HistoryAsync(request, cancellation);

    /// <inheritdoc/>
    public Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation) => target.PastAsync(request, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation) => target.FetchAsync(request, sink, cancellation);

    /// <inheritdoc/>
    public Task<Inspection> InspectAsync(CancellationToken cancellation) => target.InspectAsync(cancellation);

    /// <inheritdoc/>
    public Task<DriftReply> CheckAsync(CancellationToken cancellation) => target.CheckAsync(cancellation);

    /// <inheritdoc/>
    public Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation) => target.BeginAsync(request, cancellation);

    /// <inheritdoc/>
    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => target.ReadSignatureAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation) => target.WriteAsync(pack, cancellation);

    /// <inheritdoc/>
    public Task<CommitReport> CommitAsync(CancellationToken cancellation) => target.CommitAsync(cancellation);

    /// <inheritdoc/>
    public Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation)
    {
        if (confinement.AllowsCommands)
        {
            return target.StartAsync(request, output, cancellation);
        }

        bool isDeploy = request.DeployOf > 0;
        throw new SyncException(
            isDeploy ? ExitCode.DeployFailed : ExitCode.Refused,
            $"refused: this key may not run commands on the host ({(confinement.AllowsWriting ? "--no-commands" : "--read-only")}). "
            + (isDeploy ? "The files are in place; push with --no-deploy, or let the host deploy by itself." : "Nothing was run; log in with another key."));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => target.DisposeAsync();

    /// <summary>Whether a path leads to the root. One that cannot be followed does not, and why is not told: nobody learns by it what stands elsewhere.</summary>
    private bool IsAllowed(ReadOnlySpan<byte> asked)
    {
        if (asked.SequenceEqual(confinement.Root.Span))
        {
            return true;
        }

        byte[] login = RootResolver.LoginDirectory();
        try
        {
            return RootResolver.Resolve(asked, login).Path.Span.SequenceEqual(RootResolver.Resolve(confinement.Root.Span, login).Path.Span);
        }
        catch (SyncException)
        {
            return false;
        }
    }
}
