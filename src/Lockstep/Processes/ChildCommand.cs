using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Native.Terminals;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Processes;

/// <summary>A command to run on this machine. No shell is involved: what the arguments hold reaches the program as it is.</summary>
public sealed record ChildCommand
{
    /// <summary>Program and arguments as bytes; a program without a slash is found over absolute entries of PATH.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Arguments { get; init; }

    /// <summary>Variables to add to our environment, or to put in place of ours.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The directory to run in, as the bytes of its path; null for ours.</summary>
    public ReadOnlyMemory<byte>? Directory { get; init; }

    /// <summary>The directory to run in, as an open handle that stays the caller's; goes before <see cref="Directory"/>.</summary>
    public SafeHandle? OpenDirectory { get; init; }

    /// <summary>Whether the command gets a pipe as its standard input (<see cref="ChildProcess.Input"/>); <c>/dev/null</c> otherwise.</summary>
    public bool HasInput { get; init; }

    /// <summary>The size of the terminal the command gets for its input and both its outputs; null for none.</summary>
    public TerminalSize? Terminal { get; init; }

    /// <summary>Whether what the command started ends too when we die without having ended it, by a signal that cannot be caught.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>What the guard holds open too, as long as it lives: a lock that shall be held until nothing of the command is left. Stays the caller's; null for nothing.</summary>
    public SafeFileHandle? GuardHolds { get; init; }

    /// <summary>After this the command is ended; infinite for never.</summary>
    public TimeSpan TimeLimit { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>What it gets to end after each of INT and TERM, before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The program that starts it.</summary>
    public Launcher Launcher { get; init; } = Launcher.Self;

    /// <summary>A command of texts.</summary>
    public static ChildCommand Of(params IReadOnlyList<string> arguments) =>
        new() { Arguments = arguments.ConvertAll(argument => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(argument))) };
}
