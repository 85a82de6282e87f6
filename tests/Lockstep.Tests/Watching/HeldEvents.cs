using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Tests.Watching;

/// <summary>Holds the watcher's thread at its first event until it is released.</summary>
internal sealed class HeldEvents : ITreeEventSink, IDisposable
{
    private readonly ManualResetEventSlim _released = new();

    /// <summary>What came, once it was released.</summary>
    public SeenEvents Seen { get; } = new();

    public bool IsWanted(RelativePath path, bool isDirectory) => true;

    public void Take(in TreeEvent happened)
    {
        _released.Wait();
        Seen.Take(happened);
    }

    public void Tell(string notice) => Seen.Tell(notice);

    /// <summary>Lets the watcher go on.</summary>
    public void Release() => _released.Set();

    public void Dispose()
    {
        Release();
        _released.Dispose();
    }
}
