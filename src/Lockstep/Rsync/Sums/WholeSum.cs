using System.IO.Hashing;

namespace Lockstep.Rsync.Sums;

/// <summary>The digest of a content that comes in pieces.</summary>
internal sealed class WholeSum(Checksum checksum, NonCryptographicHashAlgorithm? hash)
{
    /// <summary>Takes in the next piece.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => hash?.Append(bytes);

    /// <summary>The digest of all that was taken in.</summary>
    public byte[] Finish()
    {
        byte[] digest = new byte[checksum.DigestLength];
        checksum.Finish(hash, digest);
        return digest;
    }
}
