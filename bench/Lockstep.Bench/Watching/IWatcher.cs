namespace Lockstep.Bench.Watching;

/// <summary>A program that keeps a copy in step while it runs.</summary>
internal interface IWatcher : IDisposable
{
    /// <summary>Who, for the table.</summary>
    string Name { get; }

    /// <summary>What it has used so far, and how much memory it has; null where that is not asked for.</summary>
    ProcessUse? Use { get; }

    /// <summary>Throws when it has ended.</summary>
    void ThrowIfEnded();
}
