using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Tokens;

/// <summary>Tokens without compression.</summary>
internal sealed class PlainTokenWriter(RsyncWriter to) : TokenWriter
{
    private const int MaxLiteral = 32 * 1024;

    /// <inheritdoc/>
    public override void Literal(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int taken = Math.Min(bytes.Length, MaxLiteral);
            to.WriteInt32(taken);
            to.Write(bytes[..taken]);
            bytes = bytes[taken..];
        }
    }

    /// <inheritdoc/>
    public override void Block(int number, ReadOnlySpan<byte> content) => to.WriteInt32(-(number + 1));

    /// <inheritdoc/>
    public override void End() => to.WriteInt32(0);
}
