using System.Runtime.InteropServices;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Terminals;
using Lockstep.Tree;

namespace Lockstep.Native.Processes;

/// <summary>
/// The hidden verb <c>exec</c> of both our programs: becomes another program after having set what only a process itself can set.
/// <c>exec PARENT (shielded|plain|terminal) -- PROGRAM ARGUMENT...</c>
/// </summary>
public static unsafe class ExecVerb
{
    /// <summary>The verb's name.</summary>
    public const string Name = "exec";

    /// <summary>What a shell answers for a program that is there but cannot be started.</summary>
    public const int CannotStart = 126;

    /// <summary>What a shell answers for a program that is not there.</summary>
    public const int NotFound = 127;

    internal const string Shielded = "shielded";
    internal const string Plain = "plain";

    /// <summary>Standard input becomes the terminal of the session that the program leads: its keys and its end become signals.</summary>
    internal const string OnTerminal = "terminal";

    /// <summary>What the message on standard error starts with when the program cannot be started.</summary>
    internal const string FailurePrefix = "lockstep: cannot start ";

    private const int NoSuchFile = 2;
    private const nint Default = 0, Ignore = 1;

    /// <summary>Becomes the program. Returns only when that fails, with the exit code.</summary>
    /// <param name="arguments">The program's arguments with the verb first.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        // The runtime's copy of the arguments has lost what is not UTF-8.
        List<byte[]> raw = [.. ProcessEnvironment.Arguments()];
        int separator = raw.FindIndex(argument => argument.AsSpan().SequenceEqual("--"u8));
        if (arguments is not [Name, var parent, var manner, "--", ..] || !int.TryParse(parent, out int parentId) || separator + 1 >= raw.Count)
        {
            return (int)ExitCode.Usage;
        }

        // The runtime ignores SIGPIPE; a program that inherits this would not end when its reader goes away.
        _ = ProcessCalls.SetSignalDisposition((int)ProcessSignal.BrokenPipe, Default);
        _ = ProcessCalls.SetSignalDisposition((int)ProcessSignal.Interrupt, manner == Shielded ? Ignore : Default);
        if (manner == OnTerminal)
        {
            _ = TerminalCalls.Control(0, TerminalCalls.SetControllingTerminal, size: null);
        }

        _ = ProcessCalls.ProcessControl(ProcessCalls.ParentDeathSignal, (nuint)ProcessSignal.Terminate);
        if (ProcessCalls.ParentId() != parentId)
        {
            // The parent died before its death could be signalled.
            return CannotStart;
        }

        return Become(raw.GetRange(separator + 1, raw.Count - separator - 1));
    }

    private static int Become(List<byte[]> command)
    {
        int error = NoSuchFile;
        byte[]? found = command[0].AsSpan().Contains((byte)'/') ? command[0] : ProgramPath.Find(command[0]);
        if (found is not null)
        {
            using var path = new ProcessStrings([found]);
            using var arguments = new ProcessStrings(command.ConvertAll(argument => new ReadOnlyMemory<byte>(argument)));
            _ = ProcessCalls.Execute(path.Pointers[0], arguments.Pointers);
            error = Marshal.GetLastPInvokeError();
        }

        StandardOutput.WriteErrorLine($"{FailurePrefix}{DisplayText.Of(command[0])}: {Marshal.GetPInvokeErrorMessage(error)}");
        return error == NoSuchFile ? NotFound : CannotStart;
    }
}
