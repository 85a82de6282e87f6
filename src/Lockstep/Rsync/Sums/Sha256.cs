using System.Buffers.Binary;
using System.Numerics;

namespace Lockstep.Rsync.Sums;

/// <summary>SHA-256 (FIPS 180-4), by which a daemon's user proves the password.</summary>
internal sealed class Sha256 : BlockDigest
{
    private const int DigestLength = 32;
    private const int Rounds = 64;

    private static readonly uint[] Primes = FirstPrimes();
    private static readonly uint[] Constants = Array.ConvertAll(Primes, prime => Fraction(Math.Cbrt, prime, 3));

    /// <summary>Starts a digest.</summary>
    public Sha256()
        : base(DigestLength) => Start();

    /// <inheritdoc/>
    protected override bool IsBigEndian => true;

    /// <inheritdoc/>
    protected override uint[] State { get; } = new uint[8];

    /// <inheritdoc/>
    protected override void Start()
    {
        for (int i = 0; i < State.Length; i++)
        {
            State[i] = Fraction(Math.Sqrt, Primes[i], 2);
        }
    }

    /// <inheritdoc/>
    protected override void Absorb(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            words[i] = i < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..])
                : words[i - 16] + Mix(words[i - 15], 7, 18, 3) + words[i - 7] + Mix(words[i - 2], 17, 19, 10);
        }

        Span<uint> s = stackalloc uint[8];
        State.CopyTo(s);
        for (int i = 0; i < Rounds; i++)
        {
            uint first = s[7] + Turn(s[4], 6, 11, 25) + (s[6] ^ (s[4] & (s[5] ^ s[6]))) + Constants[i] + words[i];
            uint second = Turn(s[0], 2, 13, 22) + ((s[0] & s[1]) | (s[0] & s[2]) | (s[1] & s[2]));
            s[..7].CopyTo(s[1..]);
            s[4] += first;
            s[0] = first + second;
        }

        for (int i = 0; i < s.Length; i++)
        {
            State[i] += s[i];
        }
    }

    private static uint Turn(uint word, int a, int b, int c) =>
        BitOperations.RotateRight(word, a) ^ BitOperations.RotateRight(word, b) ^ BitOperations.RotateRight(word, c);

    private static uint Mix(uint word, int a, int b, int shift) =>
        BitOperations.RotateRight(word, a) ^ BitOperations.RotateRight(word, b) ^ (word >> shift);

    /// <summary>The first 32 bits of the fraction of a prime's root; the guess is corrected, since the root itself has too few bits.</summary>
    private static uint Fraction(Func<double, double> root, uint prime, int power)
    {
        var guess = new BigInteger(root(prime) * 4294967296.0);
        BigInteger scaled = (BigInteger)prime << (32 * power);
        while (BigInteger.Pow(guess, power) > scaled)
        {
            guess--;
        }

        while (BigInteger.Pow(guess + 1, power) <= scaled)
        {
            guess++;
        }

        return (uint)(guess & uint.MaxValue);
    }

    private static uint[] FirstPrimes()
    {
        List<uint> primes = [];
        for (uint candidate = 2; primes.Count < Rounds; candidate++)
        {
            if (primes.TrueForAll(prime => candidate % prime != 0))
            {
                primes.Add(candidate);
            }
        }

        return [.. primes];
    }
}
