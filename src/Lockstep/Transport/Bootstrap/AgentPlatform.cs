namespace Lockstep.Transport.Bootstrap;

/// <summary>A platform there can be an agent for: the system and machine as <c>uname</c> tells them.</summary>
/// <param name="System"><c>uname -s</c>.</param>
/// <param name="Machine"><c>uname -m</c>.</param>
public readonly record struct AgentPlatform(string System, string Machine)
{
    /// <summary>Linux on x86-64.</summary>
    public static AgentPlatform LinuxX64 { get; } = new("Linux", "x86_64");

    /// <summary>Linux on 64-bit ARM.</summary>
    public static AgentPlatform LinuxArm64 { get; } = new("Linux", "aarch64");

    /// <inheritdoc/>
    public override string ToString() => $"{System} {Machine}";
}
