using Xunit;

namespace Lockstep.Tests.Wire;

/// <summary>Asserts that something is refused as a breach of the format, and that the message says why.</summary>
internal static class Rejection
{
    public static void Of(string message, Action act) => Assert.Contains(message, Assert.Throws<ProtocolException>(act).Message, StringComparison.Ordinal);
}
