using System.Buffers.Binary;
using System.IO.Hashing;
using CsCheck;
using Lockstep.Files.State;

namespace Lockstep.Tests.Fuzzing;

/// <summary>Random damage to bytes.</summary>
internal static class Mutation
{
    private const int LongestPiece = 8;

    /// <summary>Samples with one to five damages each.</summary>
    public static Gen<byte[]> Of(IReadOnlyList<byte[]> samples) =>
        Gen.Select(Gen.Int[0, samples.Count - 1], Gen.Select(Gen.Int[0, 5], Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Int[1, LongestPiece]).Array[1, 5]).Select((sample, damages) =>
            damages.Aggregate(samples[sample], (bytes, damage) => Damage(bytes, damage.Item1, damage.Item2, damage.Item3, damage.Item4)));

    /// <summary>Gives the records of a damaged state file right lengths and checksums again, so that what is in them gets read.</summary>
    public static byte[] Seal(byte[] file)
    {
        byte[] whole = [.. file];
        for (int start = RecordReader.MagicLength; start + RecordReader.HeaderLength <= whole.Length;)
        {
            int rest = whole.Length - start - RecordReader.HeaderLength;
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(start)), (uint)rest);
            var type = (RecordType)whole[start + sizeof(uint)];
            ReadOnlySpan<byte> payload = whole.AsSpan(start + RecordReader.HeaderLength, length);
            RecordReader.WriteHeader(whole.AsSpan(start), type, length, XxHash3.HashToUInt64(payload, RecordReader.SeedOf(type)));
            start += RecordReader.HeaderLength + length;
        }

        return whole;
    }

    private static byte[] Damage(byte[] bytes, int form, int place, byte value, int length)
    {
        int position = place % (bytes.Length + 1);
        int end = Math.Min(bytes.Length, position + length);
        return form switch
        {
            0 => [.. bytes[..position], value, .. bytes[Math.Min(bytes.Length, position + 1)..]],
            1 => bytes[..position],
            2 => [.. bytes[..position], .. bytes[end..]],
            3 => [.. bytes[..position], .. Enumerable.Repeat((byte)0xff, length), .. bytes[end..]],
            4 => [.. bytes[..position], .. Enumerable.Repeat(value, length), .. bytes[position..]],
            _ => [.. bytes[..end], .. bytes[position..end], .. bytes[end..]],
        };
    }
}
