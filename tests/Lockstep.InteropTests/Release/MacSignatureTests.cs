using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lockstep.InteropTests.Release;

/// <summary>A Mac with Apple silicon runs nothing that is not signed. The SDK signs ad hoc; whether that holds can be told without a Mac.</summary>
public sealed class MacSignatureTests
{
    private const uint SignatureCommand = 0x1d;
    private const uint SuperBlob = 0xfade0cc0, CodeDirectory = 0xfade0c02;
    private const uint AdHoc = 0x2;

    [Theory]
    [InlineData("osx-arm64")]
    [InlineData("osx-x64")]
    public void Each_page_of_the_program_has_the_hash_that_was_signed(string platform)
    {
        string path = Path.Combine(BuiltPrograms.Root, "artifacts", "clients", platform, "lockstep");
        Assert.SkipUnless(File.Exists(path), $"there is no client for {platform}: build/clients {platform} makes it");
        byte[] program = File.ReadAllBytes(path);
        ReadOnlySpan<byte> signature = SignatureOf(program, out int start);
        ReadOnlySpan<byte> directory = DirectoryIn(signature);

        int hashes = (int)BinaryPrimitives.ReadUInt32BigEndian(directory[16..]);
        int pages = (int)BinaryPrimitives.ReadUInt32BigEndian(directory[28..]);
        int limit = (int)BinaryPrimitives.ReadUInt32BigEndian(directory[32..]);
        int hashLength = directory[36], pageLength = 1 << directory[39];
        Assert.Equal(AdHoc, BinaryPrimitives.ReadUInt32BigEndian(directory[12..]) & AdHoc);
        Assert.Equal(start, limit);
        Assert.Equal(program.Length, start + signature.Length);
        Assert.Equal((limit + pageLength - 1) / pageLength, pages);
        for (int i = 0; i < pages; i++)
        {
            byte[] actual = SHA256.HashData(program.AsSpan(i * pageLength, Math.Min(pageLength, limit - (i * pageLength))));
            Assert.True(directory.Slice(hashes + (i * hashLength), hashLength).SequenceEqual(actual), $"page {i}");
        }
    }

    private static ReadOnlySpan<byte> SignatureOf(byte[] program, out int start)
    {
        const int HeaderLength = 32;
        Assert.Equal(0xfeedfacfu, BinaryPrimitives.ReadUInt32LittleEndian(program));
        uint commands = BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(16));
        int at = HeaderLength;
        for (uint i = 0; i < commands; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(at)) == SignatureCommand)
            {
                start = (int)BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(at + 8));
                return program.AsSpan(start, (int)BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(at + 12)));
            }

            at += (int)BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(at + 4));
        }

        throw new InvalidDataException("the program is not signed");
    }

    private static ReadOnlySpan<byte> DirectoryIn(ReadOnlySpan<byte> signature)
    {
        Assert.Equal(SuperBlob, BinaryPrimitives.ReadUInt32BigEndian(signature));
        uint blobs = BinaryPrimitives.ReadUInt32BigEndian(signature[8..]);
        for (int i = 0; i < blobs; i++)
        {
            ReadOnlySpan<byte> blob = signature[(int)BinaryPrimitives.ReadUInt32BigEndian(signature[(16 + (8 * i))..])..];
            if (BinaryPrimitives.ReadUInt32BigEndian(blob) == CodeDirectory)
            {
                return blob;
            }
        }

        throw new InvalidDataException("the signature has no code directory");
    }
}
