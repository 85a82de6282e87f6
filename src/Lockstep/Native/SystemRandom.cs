using System.Runtime.InteropServices;

namespace Lockstep.Native;

/// <summary>
/// Random numbers nobody can guess, from <c>getrandom(2)</c>. The runtime's own come from OpenSSL, which a static program cannot load: it would crash.
/// </summary>
internal static partial class SystemRandom
{
    /// <summary>A number all of whose bits are random.</summary>
    /// <exception cref="FileSystemException">The kernel has none to give.</exception>
    public static long NextInt64()
    {
        // So few bytes come all at once, or not at all.
        nint length = getrandom(out long number, sizeof(long), flags: 0);
        return length == sizeof(long) ? number : throw new FileSystemException((Errno)Marshal.GetLastPInvokeError(), "draw a random number", []);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getrandom(out long buffer, nuint length, uint flags);
}
