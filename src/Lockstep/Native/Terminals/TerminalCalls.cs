using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Terminals;

/// <summary>The system calls about terminals; one thin method each. The requests are those of asm-generic/ioctls.h, the same on x64 and arm64.</summary>
internal static unsafe partial class TerminalCalls
{
    public const nuint SetControllingTerminal = 0x540E;
    public const nuint GetWindowSize = 0x5413;
    public const nuint SetWindowSize = 0x5414;

    /// <summary><c>TCSANOW</c> of tcsetattr(3).</summary>
    public const int SetNow = 0;

    /// <summary>struct winsize of ioctl_tty(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsWide;
        public ushort PixelsHigh;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, WindowSize* size);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle descriptor, nuint request, WindowSize* size);

    [LibraryImport("libc", EntryPoint = "openpty", SetLastError = true)]
    public static partial int OpenTerminal(int* master, int* slave, byte* name, void* modes, WindowSize* size);

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetModes(int descriptor, void* modes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetModes(int descriptor, int when, void* modes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(void* modes);
}
