using Lockstep.Native.Terminals;
using Lockstep.Portable.Disk.Unix;
using Lockstep.Portable.Processes;

namespace Lockstep.Portable.Terminals;

/// <summary>The terminal and the standard streams as the framework has them.</summary>
internal sealed class PortableTerminal : TerminalFamily
{
    private const int StandardInput = 0, StandardOutput = 1;

    /// <inheritdoc/>
    public override bool IsTerminal(int stream) => !OperatingSystem.IsWindows() ? UnixImports.IsTerminal(stream) == 1 : stream switch
    {
        StandardInput => !Console.IsInputRedirected,
        StandardOutput => !Console.IsOutputRedirected,
        _ => !Console.IsErrorRedirected,
    };

    /// <inheritdoc/>
    public override unsafe TerminalSize SizeOf(int stream)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixWindowSize size;
            return UnixImports.GetWindowSize(stream, &size) == 0 ? new TerminalSize(size.Columns, size.Rows) : default;
        }

        try
        {
            return new TerminalSize((ushort)Console.WindowWidth, (ushort)Console.WindowHeight);
        }
        catch (IOException)
        {
            // Standard output is no console.
            return default;
        }
    }

    /// <summary>Nobody tells: who asks for a password does so where the block is not drawn at that moment.</summary>
    public override bool IsEchoOff() => false;

    /// <inheritdoc/>
    public override IDisposable? TryReadKeys(Action<byte> onKey) => IsTerminal(StandardInput) ? new ConsoleKeys(onKey) : null;

    /// <inheritdoc/>
    public override TerminalModes FindModes() => OperatingSystem.IsWindows() ? WindowsTerminalModes.Find() : LinuxTerminalModes.Find();

    /// <inheritdoc/>
    public override Stream OpenInput() => new PatientReader(OperatingSystem.IsWindows()
        ? Console.OpenStandardInput()
        : new UnixStream(StandardInput));

    /// <inheritdoc/>
    public override Stream OpenOutput(int stream)
    {
        if (!OperatingSystem.IsWindows())
        {
            return new UnixStream(stream);
        }

        WindowsConsole.Prepare();
        return stream == StandardOutput ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }
}
