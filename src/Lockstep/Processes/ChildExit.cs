using Lockstep.Native.Processes;

namespace Lockstep.Processes;

/// <summary>How a command ended.</summary>
/// <param name="Exit">Its exit code or signal.</param>
/// <param name="TimedOut">Whether its time was up.</param>
public readonly record struct ChildExit(ProcessExit Exit, bool TimedOut);
