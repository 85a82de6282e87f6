using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Lockstep.Files.Sources;

/// <summary>
/// The name that git gives to a content: SHA-1 (FIPS 180-4) over <c>blob LENGTH NUL CONTENT</c>. The runtime's own needs OpenSSL at run time, which the library
/// does without. It names what git names and is trusted for nothing else.
/// </summary>
internal static class GitBlob
{
    /// <summary>Bytes of a name.</summary>
    public const int NameLength = 20;

    private const int BlockLength = 64;
    private const int Rounds = 80;

    /// <summary>The name of a content.</summary>
    public static byte[] NameOf(ReadOnlySpan<byte> content)
    {
        byte[] head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0"));
        int total = head.Length + content.Length;
        byte[] message = new byte[(total + 1 + sizeof(ulong) + BlockLength - 1) / BlockLength * BlockLength];
        head.CopyTo(message, 0);
        content.CopyTo(message.AsSpan(head.Length));
        message[total] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(message.Length - sizeof(ulong)), (ulong)total * 8);
        uint[] state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        for (int start = 0; start < message.Length; start += BlockLength)
        {
            Compress(state, message.AsSpan(start, BlockLength));
        }

        byte[] name = new byte[NameLength];
        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(name.AsSpan(i * sizeof(uint)), state[i]);
        }

        return name;
    }

    private static void Compress(uint[] state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            words[i] = i < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..])
                : BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        }

        (uint a, uint b, uint c, uint d, uint e) = (state[0], state[1], state[2], state[3], state[4]);
        for (int i = 0; i < Rounds; i++)
        {
            (uint mixed, uint constant) = (i / 20) switch
            {
                0 => ((b & c) | (~b & d), 0x5a827999u),
                1 => (b ^ c ^ d, 0x6ed9eba1u),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1bbcdcu),
                _ => (b ^ c ^ d, 0xca62c1d6u),
            };
            uint next = BitOperations.RotateLeft(a, 5) + mixed + e + constant + words[i];
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
