using Lockstep.Native.Disk;

namespace Lockstep.Native;

/// <summary>Random bytes that nobody can foretell.</summary>
public static class RandomBytes
{
    /// <summary>Returns so many bytes.</summary>
    /// <exception cref="FileSystemException">The system has none to give.</exception>
    public static byte[] Take(int length)
    {
        var bytes = new byte[length];
        SystemFamily.Current.FillRandom(bytes);
        return bytes;
    }
}
