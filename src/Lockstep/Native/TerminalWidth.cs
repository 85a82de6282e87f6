using System.Runtime.InteropServices;

namespace Lockstep.Native;

/// <summary>Asks a terminal how wide it is. <see cref="Console"/> would tell too, but switches the terminal's modes at its first use.</summary>
internal static unsafe partial class TerminalWidth
{
    private const int StandardError = 2;

    // asm-generic/ioctls.h, the same on x64 and arm64.
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Columns of the terminal that standard error is; 0 where it is none or does not tell.</summary>
    public static int OfStandardError()
    {
        WindowSize size = default;
        return OperatingSystem.IsLinux() && Ioctl(StandardError, GetWindowSize, &size) == 0 ? size.Columns : 0;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, WindowSize* size);

    // struct winsize of ioctl_tty(2).
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsWide;
        public ushort PixelsHigh;
    }
}
