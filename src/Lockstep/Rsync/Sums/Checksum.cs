using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Rsync.Sums;

/// <summary>An algorithm as a session uses it: with the session's seed for blocks, mostly without it for whole files.</summary>
/// <param name="Kind">The algorithm.</param>
/// <param name="Seed">The session's seed.</param>
/// <param name="SeedFirst">Whether MD5 hashes the seed before a block.</param>
internal sealed record Checksum(ChecksumKind Kind, int Seed, bool SeedFirst)
{
    /// <summary>The most bytes of a digest that a block's sum has.</summary>
    public const int MaxStrongLength = 16;

    /// <summary>The longest digest.</summary>
    public const int MaxDigestLength = 20;

    /// <summary>Bytes of a digest.</summary>
    public int DigestLength => Kind switch
    {
        ChecksumKind.None => 1,
        ChecksumKind.Xxh64 or ChecksumKind.Xxh3 => 8,
        ChecksumKind.Sha1 => 20,
        _ => 16,
    };

    /// <summary>Bytes of a block's sum at most.</summary>
    public int StrongLength => Math.Min(DigestLength, MaxStrongLength);

    /// <summary>Starts the digest of a whole file that is transferred.</summary>
    public WholeSum StartFile()
    {
        var sum = new WholeSum(this, Create(seed: 0));
        if (Kind == ChecksumKind.OldMd4)
        {
            sum.Append(SeedBytes());
        }

        return sum;
    }

    /// <summary>Starts the digest that lists carry.</summary>
    public WholeSum StartListed() => new(this, Create(seed: 0));

    /// <summary>The sum of a block, whole.</summary>
    public void SumOfBlock(ReadOnlySpan<byte> block, Span<byte> digest)
    {
        NonCryptographicHashAlgorithm? hash = Create(Seed);
        if (hash is null)
        {
            digest[..DigestLength].Clear();
            return;
        }

        bool isSeeded = Seed != 0 && !IsXxh;
        bool isSeedFirst = Kind == ChecksumKind.Sha1 || (Kind == ChecksumKind.Md5 && SeedFirst);
        if (isSeeded && isSeedFirst)
        {
            hash.Append(SeedBytes());
        }

        hash.Append(block);
        if (isSeeded && !isSeedFirst)
        {
            hash.Append(SeedBytes());
        }

        Finish(hash, digest);
    }

    /// <summary>Writes a digest in the order of bytes that travels.</summary>
    internal void Finish(NonCryptographicHashAlgorithm? hash, Span<byte> digest)
    {
        digest = digest[..DigestLength];
        if (hash is null)
        {
            digest.Clear();
            return;
        }

        hash.GetCurrentHash(digest);
        if (IsXxh)
        {
            digest.Reverse();
        }
    }

    private bool IsXxh => Kind is ChecksumKind.Xxh64 or ChecksumKind.Xxh3 or ChecksumKind.Xxh128;

    private byte[] SeedBytes()
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Seed);
        return bytes;
    }

    private NonCryptographicHashAlgorithm? Create(int seed) => Kind switch
    {
        ChecksumKind.None => null,
        ChecksumKind.Md4 or ChecksumKind.OldMd4 => new Md4(),
        ChecksumKind.Md5 => new Md5(),
        ChecksumKind.Sha1 => new Sha1(),
        ChecksumKind.Xxh64 => new XxHash64(seed),
        ChecksumKind.Xxh3 => new XxHash3(seed),
        _ => new XxHash128(seed),
    };
}
