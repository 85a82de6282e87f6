namespace Lockstep.Native.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit code, 0 to 255; 128 + the signal's number when a signal ended it, as a shell tells it.</param>
/// <param name="Signal">The signal that ended it, 0 when it ended by itself.</param>
public readonly record struct ProcessExit(int Code, int Signal)
{
    private const int SignalMask = 0x7f;
    private const int SignalCodeBase = 128;

    /// <summary>Reads the status word of wait(2).</summary>
    internal static ProcessExit FromStatus(int status)
    {
        int signal = status & SignalMask;
        return signal == 0 ? new ProcessExit((status >> 8) & 0xff, 0) : new ProcessExit(SignalCodeBase + signal, signal);
    }

    /// <inheritdoc/>
    public override string ToString() => Signal == 0 ? $"exit code {Code}" : $"signal {Signal}";
}
