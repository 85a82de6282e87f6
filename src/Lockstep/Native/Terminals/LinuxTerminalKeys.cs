using System.Runtime.InteropServices;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Terminals;

/// <summary>Keys of a terminal of Linux (<see cref="TerminalKeys"/>).</summary>
internal sealed partial class LinuxTerminalKeys : IDisposable
{
    private const int StandardInput = 0;
    private const int ApplyNow = 0;
    private const int LocalFlagsAt = 12;
    private const uint Canonical = 0x2, Echo = 0x8;

    /// <summary>Larger than <c>struct termios</c> of any C library here; its first four fields are numbers of four bytes everywhere.</summary>
    private const int SettingsLength = 128;

    private readonly SafeFileHandle _terminal = new(StandardInput, ownsHandle: false);
    private readonly WakeUp _wakeUp = new();
    private readonly byte[] _before;
    private readonly Action<byte> _onKey;
    private readonly Thread _thread;
    private volatile bool _isDisposed;

    private LinuxTerminalKeys(byte[] settings, Action<byte> onKey)
    {
        (_before, _onKey) = (settings, onKey);
        byte[] raw = [.. settings];
        Span<byte> flags = raw.AsSpan(LocalFlagsAt, sizeof(uint));
        uint kept = MemoryMarshal.Read<uint>(flags) & ~(Canonical | Echo);
        MemoryMarshal.Write(flags, kept);
        _ = tcsetattr(_terminal, ApplyNow, raw);
        _thread = new Thread(Serve) { IsBackground = true, Name = "keys" };
        _thread.Start();
    }

    /// <inheritdoc cref="TerminalKeys.TryOpen"/>
    public static LinuxTerminalKeys? TryOpen(Action<byte> onKey)
    {
        using var terminal = new SafeFileHandle(StandardInput, ownsHandle: false);
        var settings = new byte[SettingsLength];
        return tcgetattr(terminal, settings) == 0 ? new LinuxTerminalKeys(settings, onKey) : null;
    }

    /// <inheritdoc cref="TerminalKeys.IsEchoOff"/>
    public static bool IsEchoOff()
    {
        using var terminal = new SafeFileHandle(StandardInput, ownsHandle: false);
        var settings = new byte[SettingsLength];
        return tcgetattr(terminal, settings) == 0 && (MemoryMarshal.Read<uint>(settings.AsSpan(LocalFlagsAt)) & Echo) == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _wakeUp.Call();
        _thread.Join();
        _ = tcsetattr(_terminal, ApplyNow, _before);
        _wakeUp.Dispose();
        _terminal.Dispose();
    }

    private void Serve()
    {
        Span<byte> key = stackalloc byte[1];
        while (!_isDisposed)
        {
            int ready = DescriptorPoll.Wait([_terminal, _wakeUp.Handle], [ProcessCalls.ReadReady, ProcessCalls.ReadReady], timeoutMilliseconds: -1);
            if (_isDisposed || (ready & 1) == 0)
            {
                continue;
            }

            if (FileCalls.Read(_terminal, key).Value != 1)
            {
                return;
            }

            _onKey(key[0]);
        }
    }

    [LibraryImport("libc")]
    private static partial int tcgetattr(SafeHandle terminal, [Out] byte[] settings);

    [LibraryImport("libc")]
    private static partial int tcsetattr(SafeHandle terminal, int when, byte[] settings);
}
