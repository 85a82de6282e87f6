using Lockstep.Native.Disk;

namespace Lockstep.Native;

/// <summary>Random bytes that nobody can foretell: the kernel's. The framework's own generator would load OpenSSL, which a static program cannot.</summary>
public static class RandomBytes
{
    /// <summary>Returns so many bytes.</summary>
    /// <exception cref="FileSystemException">The kernel has none to give.</exception>
    public static byte[] Take(int length)
    {
        var bytes = new byte[length];
        int filled = 0;
        while (filled < length)
        {
            filled += (int)FileCalls.GetRandom(bytes.AsSpan(filled)).OrThrow("take random bytes");
        }

        return bytes;
    }
}
