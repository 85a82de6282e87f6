using System.Runtime.InteropServices;
using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>What this build says of itself to the other end.</summary>
internal static class Greeting
{
    /// <summary>Our hello.</summary>
    public static Hello Own { get; } = new(
        LeastVersion: Hello.CurrentVersion,
        NewestVersion: Hello.CurrentVersion,
        Features: 0,
        Build: typeof(Greeting).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0",
        Platform: RuntimeInformation.RuntimeIdentifier);
}
