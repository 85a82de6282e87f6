using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>
/// Tells what happens in the directories of a tree that it was asked to watch, and in those that appear in them and are wanted. Safe for any thread.
/// </summary>
public interface ITreeWatcher : IDisposable
{
    /// <summary>Watches a directory, not what is below it. To be called before it is asked about and listed, so that nothing happens in between unseen.</summary>
    void Watch(RelativePath directory);

    /// <summary>Lets go of the directories that are not wanted any longer.</summary>
    void Reconsider();

    /// <summary>
    /// Completes when all that happened before the call was handed to the sink; false where that is not certain, as where
    /// directories are looked through now and then.
    /// </summary>
    Task<bool> CatchUpAsync() => Task.FromResult(false);
}

/// <summary>Takes what a watcher sees. Called from the watcher's thread; returns at once.</summary>
public interface ITreeEventSink
{
    /// <summary>Whether an entry is sent, by the rules as they are now. Asked for whatever is not.</summary>
    bool IsWanted(RelativePath path, bool isDirectory);

    /// <summary>Something happened to a wanted path.</summary>
    void Take(in TreeEvent happened);

    /// <summary>Something the user should be told: safe to print.</summary>
    void Tell(string notice);
}
