using System.Buffers.Binary;
using System.Text;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Makes a content with the XXH3-128 of another one, of the same length, and a text of the attacker's choice at its start: at once, by hand. Of a content of 241 to 1024 bytes XXH3
/// adds to eight sums, stripe by stripe of 64 bytes: to each the content's words and the product of the two halves of a word that a public secret was added to. In two stripes the attacker
/// makes all products zero, in one by the lower halves and in the other by the upper ones; what is left of both is linear, and takes any value that he wants.
/// </summary>
internal static class Xxh3Twin
{
    private const int Stripe = 64;
    private const int SecretStep = 8;
    private const int LastSecret = 192 - Stripe - 7;

    // kSecret of the XXH3 specification (xxHash, doc/xxhash_spec.md).
    private static readonly byte[] Secret = Convert.FromHexString(
        "B8FE6C3923A44BBE7C01812CF721AD1CDED46DE9839097DB7240A4A4B7B3671FCB79E64ECCC0E578825AD07DCCFF7221" +
        "B8084674F743248EE03590E6813A264C3C2852BB91C300CB88D0658B1B532EA371644897A20DF94E3819EF46A9DEACD8" +
        "A8FA763FE39C343FF9DCBBC7C70B4F1D8A51E04BCDB45931C89F7EC9D9787364EAC5AC8334D3EBC3C581A0FFFA1363EB" +
        "170DDD51B7F0DA49D316552629D4689E2B16BE587D47A1FC8FF8B8D17AD031CE45CB3A8F95160428AFD7FBCABB4B407E");

    /// <summary>Makes the twin.</summary>
    /// <param name="victim">Whose hash it gets; 321 to 1024 bytes.</param>
    /// <param name="payload">What it begins with; what follows is meaningless.</param>
    public static byte[] Of(ReadOnlySpan<byte> victim, string payload)
    {
        byte[] twin = new byte[victim.Length];
        Encoding.UTF8.GetBytes(payload).CopyTo(twin, 0);
        int first = (Encoding.UTF8.GetByteCount(payload) + Stripe - 1) / Stripe, second = first + 1;
        ulong[] wanted = Sums(victim), reached = Sums(twin, first, second);
        for (int lane = 0; lane < 8; lane++)
        {
            // The words of a lane are added to its neighbour's sum.
            ulong missing = unchecked(wanted[lane ^ 1] - reached[lane ^ 1]);
            ulong firstKey = Word(Secret, first * SecretStep + 8 * lane), secondKey = Word(Secret, second * SecretStep + 8 * lane);
            ulong secondWord = (secondKey >> 32 << 32) | unchecked((uint)missing - (uint)firstKey);
            ulong firstWord = unchecked(missing - secondWord);
            BinaryPrimitives.WriteUInt64LittleEndian(twin.AsSpan(first * Stripe + 8 * lane), firstWord);
            BinaryPrimitives.WriteUInt64LittleEndian(twin.AsSpan(second * Stripe + 8 * lane), secondWord);
        }

        return twin;
    }

    /// <summary>The eight sums of a content, without those of some stripes.</summary>
    private static ulong[] Sums(ReadOnlySpan<byte> content, params int[] without)
    {
        var sums = new ulong[8];
        int stripes = (content.Length - 1) / Stripe;
        for (int stripe = 0; stripe < stripes; stripe++)
        {
            if (!without.Contains(stripe))
            {
                Add(sums, content[(stripe * Stripe)..], stripe * SecretStep);
            }
        }

        Add(sums, content[^Stripe..], LastSecret);
        return sums;
    }

    private static void Add(ulong[] sums, ReadOnlySpan<byte> stripe, int secret)
    {
        for (int lane = 0; lane < 8; lane++)
        {
            ulong word = Word(stripe, 8 * lane), key = word ^ Word(Secret, secret + 8 * lane);
            unchecked
            {
                sums[lane ^ 1] += word;
                sums[lane] += (uint)key * (key >> 32);
            }
        }
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
