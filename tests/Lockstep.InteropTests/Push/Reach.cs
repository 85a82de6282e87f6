namespace Lockstep.InteropTests.Push;

/// <summary>How a test's target is reached. What a push does must not depend on it.</summary>
public enum Reach
{
    /// <summary>A directory, without a process in between.</summary>
    Local,

    /// <summary>The same through ssh and an agent.</summary>
    Ssh,
}
