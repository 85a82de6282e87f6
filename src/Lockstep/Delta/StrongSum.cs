using System.IO.Hashing;

namespace Lockstep.Delta;

/// <summary>
/// The strong sum of a block: XXH3, 64 bits, seeded. The session draws the seed anew for every run, so nobody can prepare files whose
/// blocks collide. 64 bits leave a 900 MB file, with some 6,000 accidental weak matches, a false match once in 10^15 transfers; a
/// truncated XxHash128 runs through the same accumulators and would give no more per bit, a cryptographic sum is ten times
/// slower. A collision is never silent: the session compares an XxHash128 of the whole file after patching and resends it if that differs.
/// </summary>
internal readonly record struct StrongSum(long Seed)
{
    /// <summary>The sum of one whole block.</summary>
    public ulong Of(ReadOnlySpan<byte> block) => XxHash3.HashToUInt64(block, Seed);
}
