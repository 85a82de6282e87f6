
namespace Lockstep.Rsync.Links;

/// <summary>Two streams to a peer.</summary>
internal interface IRsyncLink : IDisposable
{
    /// <summary>What the peer says.</summary>
    Stream Input { get; }

    /// <summary>What we say.</summary>
    Stream Output { get; }

    /// <summary>Ends what waits for the peer.</summary>
    void Abort();

    /// <summary>Waits for the end of the peer; gives its exit code, 0 where it has none.</summary>
    int AwaitEnd();
}
