namespace Lockstep.Rsync.Sums;

/// <summary>rsync's weak sum of a block: the bytes, with their sign, added up plainly and by their distance from the end.</summary>
internal struct RollingChecksum
{
    private uint _plain;
    private uint _weighted;

    /// <summary>The sum as it travels.</summary>
    public readonly uint Value => (_plain & 0xffff) | (_weighted << 16);

    /// <summary>The sum of a block.</summary>
    public static RollingChecksum Of(ReadOnlySpan<byte> block)
    {
        uint plain = 0, weighted = 0;
        foreach (byte value in block)
        {
            plain += (uint)(sbyte)value;
            weighted += plain;
        }

        return new RollingChecksum { _plain = plain, _weighted = weighted };
    }

    /// <summary>Moves a window of <paramref name="length"/> bytes on by one.</summary>
    public void Roll(int length, byte leaving, byte entering)
    {
        Shrink(length, leaving);
        _plain += (uint)(sbyte)entering;
        _weighted += _plain;
    }

    /// <summary>Takes the first byte out of a window of <paramref name="length"/> bytes.</summary>
    public void Shrink(int length, byte leaving)
    {
        uint gone = (uint)(sbyte)leaving;
        _plain -= gone;
        _weighted -= (uint)length * gone;
    }
}
