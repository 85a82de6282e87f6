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

    /// <summary>Called at every fault point; null in production.</summary>
    public FaultHook? Faults { get; init; }
}
