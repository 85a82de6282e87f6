namespace Lockstep.Rsync.FileList;

/// <summary>The memory that a peer's lists may take.</summary>
/// <param name="limit">Bytes in all.</param>
internal sealed class ListBudget(long limit)
{
    private const int EntryCost = 200;
    private long _taken;

    /// <summary>Counts an entry with so many bytes of names and texts.</summary>
    public void Take(int bytes)
    {
        _taken += EntryCost + bytes;
        if (_taken > limit)
        {
            throw new RsyncException(RsyncExit.Memory, $"the file list takes more than {limit} bytes; a larger --max-alloc allows it");
        }
    }
}
