using Lockstep.Native.Descriptors;

namespace Lockstep.Tests.Architecture;

/// <summary>The agent is uploaded and static: what is large or loads libraries at run time must not come into the library it is made of.</summary>
public sealed class AgentSizeTests
{
    [Theory]
    [InlineData("System.Console", "write with StandardOutput")]
    [InlineData("System.Security.Cryptography", "it loads OpenSSL, which a static program cannot")]
    [InlineData("System.Net.Primitives", "a transport is ssh's work")]
    [InlineData("System.Text.RegularExpressions", "patterns are compiled by Filters")]
    public void The_library_does_without(string assembly, string because) =>
        Assert.False(typeof(ExitCode).Assembly.GetReferencedAssemblies().Any(name => name.Name == assembly), $"{assembly}: {because}");
}
