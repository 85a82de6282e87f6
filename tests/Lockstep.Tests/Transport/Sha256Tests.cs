using System.Security.Cryptography;
using CsCheck;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;
using Xunit;

namespace Lockstep.Tests.Transport;

public sealed class Sha256Tests
{
    [Fact]
    public void Digests_are_the_runtime_s() => Gen.Byte.Array[0, 300].Sample(
        bytes => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Sha256.HexDigest(bytes)));
}
