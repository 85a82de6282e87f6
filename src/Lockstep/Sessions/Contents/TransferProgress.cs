using Lockstep.Plan;

namespace Lockstep.Sessions.Contents;

/// <summary>Counts what was sent of a plan and tells the observer.</summary>
internal sealed class TransferProgress
{
    private readonly IRunObserver _observer;
    private readonly int _filesTotal;
    private readonly long _bytesTotal;
    private int _files;
    private long _bytes;

    /// <summary>Counts what there is to do.</summary>
    public TransferProgress(IReadOnlyList<Change> changes, IRunObserver observer)
    {
        _observer = observer;
        foreach (Change change in changes)
        {
            _filesTotal += change.Transfer is Transfer.Whole or Transfer.Delta ? 1 : 0;
            _bytesTotal += change.ContentLength;
        }
    }

    /// <summary>Some bytes of a content are done.</summary>
    public void AddBytes(long bytes) => _bytes += bytes;

    /// <summary>A content is done.</summary>
    public void AddFile() => _files++;

    /// <summary>Tells the observer.</summary>
    public void Report() => _observer.Progress(_files, _filesTotal, Math.Min(_bytes, _bytesTotal), _bytesTotal);
}
