namespace Lockstep.Rsync.Texts;

/// <summary>Which way the entries of a run go.</summary>
/// <param name="IsSender">Whether this end sends.</param>
/// <param name="IsLocal">Whether both ends are here.</param>
/// <param name="KeepsLinkTimes">Whether the receiving end can set the times of symbolic links.</param>
internal readonly record struct TransferWay(bool IsSender, bool IsLocal, bool KeepsLinkTimes)
{
    /// <summary>Whether contents leave this machine; a local copy receives them.</summary>
    public bool IsSent => IsSender && !IsLocal;
}
