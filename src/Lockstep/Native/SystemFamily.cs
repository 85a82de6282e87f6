using Lockstep.Native.Processes;

namespace Lockstep.Native;

/// <summary>
/// What a client asks of its operating system besides disks (<see cref="Disk.DiskFamily"/>) and terminals
/// (<see cref="Terminals.TerminalFamily"/>). Linux' own calls, unless the client chose others before its first use.
/// </summary>
internal abstract class SystemFamily
{
    /// <summary>The family of this process.</summary>
    public static SystemFamily Current { get; private set; } = new LinuxSystem();

    /// <summary>The user this process acts as; 0 for everybody where files do not belong to numbers.</summary>
    public abstract uint UserId { get; }

    /// <summary>Permission bits that new files do not get.</summary>
    public abstract ushort CreationMask { get; }

    /// <summary>How long processors have worked for the calling thread; only differences mean something.</summary>
    public abstract TimeSpan ThreadTime { get; }

    /// <summary>Whether programs of ours can be given our own streams and terminal, as a pager is.</summary>
    public virtual bool LendsTerminal => false;

    /// <summary>Whether processes of one user find each other by sockets in a directory.</summary>
    public virtual bool HasLocalSockets => false;

    /// <summary>Whether directories of this machine can be targets, and commands run in them.</summary>
    public virtual bool HasLocalTargets => false;

    /// <summary>Chooses another family, before anything was asked.</summary>
    public static void Use(SystemFamily family) => Current = family;

    /// <summary>Lets others have a processor before the calling thread.</summary>
    public abstract void StepBack();

    /// <summary>Fills a buffer with bytes that nobody can foretell.</summary>
    public abstract void FillRandom(Span<byte> bytes);

    /// <inheritdoc cref="ProgramPath.Find(ReadOnlySpan{byte})"/>
    public abstract byte[]? FindProgram(ReadOnlySpan<byte> name);

    /// <inheritdoc cref="ProgramOutput.Read"/>
    public abstract byte[]? ReadProgram(ProgramQuestion question);

    /// <summary>Starts a program with pipes for its three streams, which Ctrl-C on our terminal does not reach.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">No process can be started.</exception>
    public abstract PipedProcess StartPiped(PipedCommand command);
}
