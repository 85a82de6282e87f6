using System.Buffers;
using System.Buffers.Binary;
using Lockstep.Delta;
using Lockstep.Files.Staging;
using Lockstep.Native.Disk;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Contents;

/// <summary>Makes the signatures of what contents are built on. The seed of the strong sums is new for each, so that nobody can prepare blocks that collide.</summary>
internal static class SignatureMaker
{
    private const int PieceLength = 256 << 10;

    /// <summary>From here on two threads sign faster than one: the client waits for the signature, and this machine does nothing else for it meanwhile.</summary>
    private const long ShortestHalved = 16 << 20;

    /// <summary>The signature for a change; an empty one when there is nothing to build on, or it cannot be read.</summary>
    public static async Task<ContentSignature> MakeAsync(Stage stage, int index)
    {
        using FileHandle? basis = stage.OpenBasis(index);
        if (basis is null)
        {
            return new ContentSignature(index, ReadOnlyMemory<byte>.Empty);
        }

        // RandomNumberGenerator would load OpenSSL, which a static program cannot; the kernel's random bytes are in every new Guid.
        long seed = BinaryPrimitives.ReadInt64LittleEndian(Guid.NewGuid().ToByteArray());
        try
        {
            return new ContentSignature(index, Encode(await SignAsync(basis, seed), seed));
        }
        catch (FileSystemException)
        {
            // Without a signature the content comes whole: that costs bytes, not correctness.
            return new ContentSignature(index, ReadOnlyMemory<byte>.Empty);
        }
    }

    private static async Task<Signature> SignAsync(FileHandle basis, long seed)
    {
        long length = basis.Status().Size;
        var first = new SignatureBuilder(length, seed);
        long half = length < ShortestHalved ? 0 : length / 2 / first.BlockLength * first.BlockLength;
        if (half == 0)
        {
            await Task.Run(() => Read(basis, first, 0, long.MaxValue));
            return first.Build();
        }

        SignatureBuilder second = first.ForNextPart(length - half);
        await Task.WhenAll(Task.Run(() => Read(basis, first, 0, half)), Task.Run(() => Read(basis, second, half, long.MaxValue)));
        first.Join(second);
        return first.Build();
    }

    private static void Read(FileHandle basis, SignatureBuilder builder, long offset, long end)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        while (offset < end && basis.ReadAt(piece.AsSpan(0, (int)Math.Min(PieceLength, end - offset)), offset) is > 0 and int length)
        {
            builder.Append(piece.AsSpan(0, length));
            offset += length;
        }

        ArrayPool<byte>.Shared.Return(piece);
    }

    private static ReadOnlyMemory<byte> Encode(Signature signature, long seed)
    {
        var writer = new ArrayBufferWriter<byte>(sizeof(long) + SignatureFormat.SizeOf(signature));
        BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(sizeof(long)), seed);
        writer.Advance(sizeof(long));
        SignatureFormat.Encode(signature, writer);
        return writer.WrittenMemory;
    }
}
