using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Tokens;

/// <summary>Tokens without compression.</summary>
internal sealed class PlainTokenReader(RsyncReader from) : TokenReader
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _left;

    /// <inheritdoc/>
    public override TokenKind Next(int blocks, out ReadOnlySpan<byte> literal, out int block)
    {
        literal = default;
        block = -1;
        if (_left == 0)
        {
            int token = from.ReadInt32();
            if (token == 0)
            {
                return TokenKind.End;
            }

            if (token < 0)
            {
                block = Checked(-((long)token + 1), blocks);
                return TokenKind.Block;
            }

            _left = token;
        }

        Span<byte> taken = _buffer.AsSpan(0, Math.Min(_left, _buffer.Length));
        from.Read(taken);
        _left -= taken.Length;
        literal = taken;
        return TokenKind.Literal;
    }
}
