using Lockstep.Files.Roots;
using Lockstep.Files.State;

namespace Lockstep.Files;

/// <summary>What varies between production and tests.</summary>
public sealed record TargetOptions
{
    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Directory that relative roots start from, absolute; null for <c>$HOME</c>, else the current directory.</summary>
    public byte[]? LoginDirectory { get; init; }

    /// <summary>
    /// Where the state is, where that is remembered elsewhere; null for the usual places at the root.
    /// </summary>
    internal IRememberedStates? States { get; init; }

    /// <summary>
    /// How long the lock of whoever is just leaving is waited for: nobody waits for the agent of a run that is done, and
    /// whoever comes right behind it may meet it while it still takes old history away.
    /// </summary>
    internal Func<TimeSpan> LockPatience { get; init; } = static () => UsualLockPatience;

    /// <summary>How long a lock is waited for where nobody else has to wait meanwhile.</summary>
    internal static TimeSpan UsualLockPatience => TimeSpan.FromSeconds(1);

    /// <summary>Called at every fault point; null in production.</summary>
    public FaultHook? Faults { get; init; }

    /// <summary>Whether there is a place where the roots that were written to are remembered.</summary>
    internal bool HasMemory => LoginDirectory is not null || RootResolver.HasLoginDirectory;
}
