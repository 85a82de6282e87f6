using System.Security.Cryptography;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

/// <summary>Keys and seals for tests.</summary>
internal static class Seals
{
    public static SealKey NewKey() => new(RandomNumberGenerator.GetBytes(SealKey.Length));

    public static ContentSeal Of(ReadOnlySpan<byte> content, SealKey key)
    {
        var sealer = new ContentSealer(key);
        sealer.Append(content);
        return sealer.Finish();
    }
}
