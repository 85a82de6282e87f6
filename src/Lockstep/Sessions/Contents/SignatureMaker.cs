using System.Buffers;
using System.Buffers.Binary;
using Lockstep.Delta;
using Lockstep.Files.Staging;
using Lockstep.Native;
using Lockstep.Wire;

namespace Lockstep.Sessions.Contents;

/// <summary>Makes the signatures of what contents are built on. The seed of the strong sums is new for each, so that nobody can prepare blocks that collide.</summary>
internal static class SignatureMaker
{
    private const int PieceLength = 512 << 10;

    /// <summary>The signature for a change; an empty one when there is nothing to build on, or it cannot be read.</summary>
    public static ContentSignature Make(Stage stage, int index)
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
            return new ContentSignature(index, Encode(Sign(basis, seed), seed));
        }
        catch (FileSystemException)
        {
            // Without a signature the content comes whole: that costs bytes, not correctness.
            return new ContentSignature(index, ReadOnlyMemory<byte>.Empty);
        }
    }

    private static Signature Sign(FileHandle basis, long seed)
    {
        var builder = new SignatureBuilder(basis.Status().Size, seed);
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        for (int length = basis.Read(piece); length > 0; length = basis.Read(piece))
        {
            builder.Append(piece.AsSpan(0, length));
        }

        ArrayPool<byte>.Shared.Return(piece);
        return builder.Build();
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
