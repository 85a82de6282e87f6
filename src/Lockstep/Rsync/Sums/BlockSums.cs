using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Sums;

/// <summary>The sums of a basis' blocks, and how a block is found by them.</summary>
internal sealed class BlockSums
{
    private const long MaxBytes = 1L << 30;

    /// <summary>Blocks looked at for one window, so that many blocks with one weak sum do not make the search quadratic.</summary>
    private const int MaxCandidates = 1024;

    private readonly uint[] _weak;
    private readonly byte[] _strong;
    private readonly int[] _heads;
    private readonly int[] _following;
    private readonly Checksum _checksum;

    private BlockSums(SumHead head, uint[] weak, byte[] strong, Checksum checksum)
    {
        (Head, _weak, _strong, _checksum) = (head, weak, strong, checksum);
        int size = 256;
        while (size < head.Count && size < 1 << 24)
        {
            size *= 2;
        }

        _heads = new int[size];
        _following = new int[head.Count];
        for (int block = head.Count - 1; block >= 0; block--)
        {
            ref int first = ref _heads[Slot(_weak[block])];
            (_following[block], first) = (first, block + 1);
        }
    }

    /// <summary>How the basis is cut.</summary>
    public SumHead Head { get; }

    /// <summary>Reads the sums that follow a head.</summary>
    public static BlockSums Read(RsyncReader from, SumHead head, Checksum checksum)
    {
        if ((long)head.Count * (sizeof(uint) + sizeof(int) + head.StrongLength) > MaxBytes)
        {
            throw new ProtocolException($"{head.Count} blocks take more than {MaxBytes} bytes");
        }

        // As many as were announced are taken from the memory only as they come.
        List<uint> weak = [];
        using var strong = new MemoryStream();
        byte[] one = new byte[head.StrongLength];
        for (int block = 0; block < head.Count; block++)
        {
            weak.Add((uint)from.ReadInt32());
            from.Read(one);
            strong.Write(one);
        }

        return new BlockSums(head, [.. weak], strong.ToArray(), checksum);
    }

    /// <summary>The block that a window equals; -1 when none does.</summary>
    /// <param name="weak">The window's weak sum.</param>
    /// <param name="window">The window.</param>
    /// <param name="preferred">The block that is looked at first; -1 for none.</param>
    /// <param name="position">Where the window stands in the new file.</param>
    /// <param name="isInPlace">Whether what lies before this place in the basis is overwritten by now.</param>
    public int Find(uint weak, ReadOnlySpan<byte> window, int preferred, long position, bool isInPlace)
    {
        int candidate = _heads[Slot(weak)];
        if (candidate == 0)
        {
            return -1;
        }

        Span<byte> digest = stackalloc byte[Checksum.MaxDigestLength];
        bool isDigested = false;
        if (preferred >= 0 && preferred < Head.Count && Matches(preferred, weak, window, position, isInPlace, digest, ref isDigested))
        {
            return preferred;
        }

        for (int looked = 0; candidate != 0 && looked < MaxCandidates; looked++)
        {
            int block = candidate - 1;
            if (Matches(block, weak, window, position, isInPlace, digest, ref isDigested))
            {
                return block;
            }

            candidate = _following[block];
        }

        return -1;
    }

    private bool Matches(int block, uint weak, ReadOnlySpan<byte> window, long position, bool isInPlace, Span<byte> digest, ref bool isDigested)
    {
        if (_weak[block] != weak || Head.LengthOf(block) != window.Length || (isInPlace && (long)block * Head.BlockLength < position))
        {
            return false;
        }

        if (!isDigested)
        {
            _checksum.SumOfBlock(window, digest);
            isDigested = true;
        }

        return digest[..Head.StrongLength].SequenceEqual(_strong.AsSpan(block * Head.StrongLength, Head.StrongLength));
    }

    private int Slot(uint weak) => (int)(((weak * 0x9E3779B1u) >> 7) & (uint)(_heads.Length - 1));
}
