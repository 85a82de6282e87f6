using System.Runtime.InteropServices;

namespace Lockstep.Native.Notices;

/// <summary>
/// The notices of one read, in the kernel's form: <c>watch: 4, mask: 4, cookie: 4, length: 4, name: length</c>, in the machine's byte order, the name
/// filled up with zeros.
/// </summary>
internal ref struct InotifyNotices(ReadOnlySpan<byte> bytes)
{
    private const int HeadLength = 16;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next notice; false when there are no more.</summary>
    public bool TryRead(out InotifyNotice notice)
    {
        if (_rest.Length < HeadLength)
        {
            notice = default;
            return false;
        }

        ReadOnlySpan<uint> head = MemoryMarshal.Cast<byte, uint>(_rest[..HeadLength]);
        var length = (int)head[3];
        ReadOnlySpan<byte> padded = _rest.Slice(HeadLength, length);
        int end = padded.IndexOf((byte)0);
        notice = new InotifyNotice((int)head[0], (InotifyMask)head[1], head[2], end < 0 ? padded : padded[..end]);
        _rest = _rest[(HeadLength + length)..];
        return true;
    }
}
