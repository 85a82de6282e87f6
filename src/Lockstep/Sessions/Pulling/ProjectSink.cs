using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Pulling;

/// <summary>Hands fetched contents to the project's run, where they are announced at other places, and counts them.</summary>
/// <param name="project">Stages them.</param>
/// <param name="changes">The project's run.</param>
/// <param name="indexes">For each fetched content the change that announces it.</param>
/// <param name="progress">Is told what comes.</param>
internal sealed class ProjectSink(LocalEndpoint project, IReadOnlyList<Change> changes, IReadOnlyList<int> indexes, TransferProgress progress) : IContentSink
{
    private readonly IReadOnlyList<ushort> _modes = [.. indexes.Select(index => changes[index].After.Mode)];

    /// <summary>Bytes of content that came.</summary>
    public long ContentBytes { get; private set; }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
    {
        var reader = new ContentPackReader(pack.Records.Span, indexes.Count);
        while (reader.TryRead(out ContentRecord record))
        {
            bool isContent = record.Kind is ContentRecordKind.Whole or ContentRecordKind.Data or ContentRecordKind.Zeros;
            long length = isContent ? record.Length : 0;
            ContentBytes += length;
            progress.AddBytes(length);
            if (record.Kind is ContentRecordKind.Whole or ContentRecordKind.End)
            {
                progress.AddFile();
            }
        }

        progress.Report();
        RecordIndexes.Replace(pack.Records.Span, indexes, _modes);
        return project.WriteAsync(pack, cancellation);
    }

    /// <inheritdoc/>
    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => Task.FromResult<ContentSignature?>(null);
}
