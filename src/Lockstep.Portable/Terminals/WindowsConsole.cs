using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Lockstep.Portable.Terminals;

/// <summary>The console of Windows: UTF-8, and sequences as terminals know them.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsConsole
{
    public const int Input = -10, Output = -11, Error = -12;

    private const uint Utf8 = 65001;
    private const uint ProcessesSequences = 0x4;

    private static readonly Lazy<bool> Prepared = new(PrepareOnce);

    /// <summary>Makes it understand what we write; does nothing where our outputs are no console.</summary>
    public static void Prepare() => _ = Prepared.Value;

    /// <summary>The modes of a standard stream that is a console.</summary>
    public static bool TryGetModes(int stream, out uint modes) => GetConsoleMode(GetStdHandle(stream), out modes) != 0;

    /// <summary>Sets them.</summary>
    public static void SetModes(int stream, uint modes) => _ = SetConsoleMode(GetStdHandle(stream), modes);

    private static bool PrepareOnce()
    {
        foreach (int stream in (ReadOnlySpan<int>)[Output, Error])
        {
            if (TryGetModes(stream, out uint modes))
            {
                _ = SetConsoleOutputCP(Utf8);
                SetModes(stream, modes | ProcessesSequences);
            }
        }

        return true;
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int stream);

    [LibraryImport("kernel32")]
    private static partial int GetConsoleMode(nint console, out uint modes);

    [LibraryImport("kernel32")]
    private static partial int SetConsoleMode(nint console, uint modes);

    [LibraryImport("kernel32")]
    private static partial int SetConsoleOutputCP(uint codePage);
}
