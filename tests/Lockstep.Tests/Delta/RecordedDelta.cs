using System.Buffers;
using Lockstep.Delta;

namespace Lockstep.Tests.Delta;

/// <summary>A sink that keeps what it is given, so that a test can look at the operations and apply them.</summary>
internal sealed class RecordedDelta : IDeltaSink
{
    public const long Seed = 0x5EED;

    public List<(byte[]? Literal, long Offset, long Length)> Operations { get; } = [];

    public long LiteralBytes => Operations.Sum(operation => operation.Literal?.LongLength ?? 0);

    public void Literal(ReadOnlySpan<byte> bytes) => Operations.Add((bytes.ToArray(), 0, bytes.Length));

    public void Copy(long offset, long length) => Operations.Add((null, offset, length));

    /// <summary>One word per operation: <c>+length</c> a literal, <c>offset:length</c> a copy.</summary>
    public override string ToString() =>
        string.Join(' ', Operations.Select(o => o.Literal is null ? $"{o.Offset}:{o.Length}" : $"+{o.Length}"));

    public static Signature Sign(ReadOnlySpan<byte> basis, int blockLength, params ReadOnlySpan<int> slices)
    {
        var builder = new SignatureBuilder(blockLength, basis.Length, Seed);
        for (var i = 0; !basis.IsEmpty; i++)
        {
            var length = SliceLength(slices, i, basis.Length);
            builder.Append(basis[..length]);
            basis = basis[length..];
        }

        return builder.Build();
    }

    public static RecordedDelta Between(
        ReadOnlySpan<byte> basis, ReadOnlySpan<byte> target, int blockLength, params ReadOnlySpan<int> slices) =>
        From(Sign(basis, blockLength), target, slices);

    public static RecordedDelta From(Signature signature, ReadOnlySpan<byte> target, params ReadOnlySpan<int> slices)
    {
        var delta = new RecordedDelta();
        using var encoder = new DeltaEncoder(signature, Seed);
        for (var i = 0; !target.IsEmpty; i++)
        {
            var length = SliceLength(slices, i, target.Length);
            encoder.Append(target[..length], delta);
            target = target[length..];
        }

        encoder.Finish(delta);
        return delta;
    }

    public byte[] ApplyTo(byte[] basis)
    {
        var output = new ArrayBufferWriter<byte>();
        var patch = new Patch(new DeltaBounds(basis.Length, long.MaxValue), Reader(basis), output);
        foreach (var (literal, offset, length) in Operations)
        {
            if (literal is null)
            {
                patch.Copy(offset, length);
                continue;
            }

            patch.Literal(literal);
        }

        return output.WrittenSpan.ToArray();
    }

    public static BasisReader Reader(byte[] basis) =>
        (offset, destination) => basis.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public static byte[] RandomBytes(int length, int seed, int alphabet = 256)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.Next(alphabet);
        }

        return bytes;
    }

    private static int SliceLength(ReadOnlySpan<int> slices, int index, int remaining) =>
        slices.IsEmpty ? remaining : Math.Min(remaining, slices[index % slices.Length]);
}
