using System.Runtime.InteropServices;
using Lockstep.Native.Processes;
using Lockstep.Native.Terminals;
using Lockstep.Sessions.Running;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// Our terminal as the far end of the command's: each key goes there as it is pressed, Ctrl-C too, and everything the command writes is shown. Whatever ends or stops
/// us by a signal that can be caught finds the terminal as it was.
/// </summary>
internal sealed class TerminalConsole : ICommandConsole
{
    private const int StandardInput = 0, StandardOutput = 1;

    // What ssh tells where it is told nothing: a terminal that can do next to nothing.
    private const string UnknownType = "dumb";

    private readonly TerminalModes _modes = TerminalModes.Find();
    private readonly CommandStream _output = new(StandardOutput);
    private readonly List<PosixSignalRegistration> _signals = [];
    private Action<WindowSize>? _resized;

    public TerminalConsole()
    {
        Terminal = new CommandTerminal(Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } type ? type : UnknownType, Size());
        AppDomain.CurrentDomain.UnhandledException += OnCrash;
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, _ => _modes.Restore()));
        }

        if (!OperatingSystem.IsWindows())
        {
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, OnStop));
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => GoOn()));
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _resized?.Invoke(Size())));
        }

        _modes.SetRaw();
    }

    public Stream? Input { get; } = StandardStreams.OpenInput();

    public CommandTerminal? Terminal { get; }

    /// <summary>Whether both our standard input and output are a terminal.</summary>
    public static bool IsPossible => TerminalModes.IsTerminal(StandardInput) && TerminalModes.IsTerminal(StandardOutput);

    public void OnResize(Action<WindowSize> resized)
    {
        _resized = resized;
        if (Size() != Terminal!.Size)
        {
            // It changed while the command was being started.
            resized(Size());
        }
    }

    public bool TryWrite(OutputKind stream, ReadOnlySpan<byte> bytes) => _output.TryWrite(bytes);

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnCrash;
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _modes.Restore();
        Input?.Dispose();
        _output.Dispose();
    }

    private static WindowSize Size()
    {
        TerminalSize size = TerminalSize.Of(StandardInput);
        return new WindowSize(size.Columns, size.Rows);
    }

    private void OnCrash(object sender, UnhandledExceptionEventArgs crash) => _modes.Restore();

    // Ctrl-Z is the command's; this one was sent by another process.
    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        _modes.Restore();
        OwnSignals.StopSelf();
    }

    private void GoOn()
    {
        _modes.SetRaw();
        _resized?.Invoke(Size());
    }
}
