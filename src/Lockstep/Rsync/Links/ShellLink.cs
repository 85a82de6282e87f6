using System.ComponentModel;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Rsync.Links;

/// <summary>A peer behind a command of this machine, as a rule ssh. What it says on its standard error goes to ours.</summary>
internal sealed class ShellLink : IRsyncLink
{
    private const int StandardError = 2;

    private readonly OwnedProcess _process;

    private ShellLink(OwnedProcess process, DescriptorReader input, DescriptorWriter output) =>
        (_process, Input, Output) = (process, input, output);

    /// <inheritdoc/>
    public Stream Input { get; }

    /// <inheritdoc/>
    public Stream Output { get; }

    /// <summary>Starts a command.</summary>
    /// <param name="words">The program and its arguments.</param>
    public static ShellLink Start(IReadOnlyList<string> words)
    {
        byte[] name = ByteWord.Bytes(words[0]);
        byte[] program = name.Contains((byte)'/') ? name
            : ProgramPath.Find(name) ?? throw new RsyncException(RsyncExit.Ipc, $"rsync: Failed to exec {words[0]}: No such file or directory (2)");
        using var input = new ProcessPipe();
        using var output = new ProcessPipe();
        try
        {
            using var error = new SafeFileHandle(StandardError, ownsHandle: false);
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = program,
                Arguments = [.. words.Select(word => (ReadOnlyMemory<byte>)ByteWord.Bytes(word))],
                Input = input.ReadEnd,
                Output = output.WriteEnd,
                Error = error,
            });
            return new ShellLink(process, new DescriptorReader(Own(output.ReadEnd)), new DescriptorWriter(Own(input.WriteEnd)));
        }
        catch (Win32Exception e)
        {
            throw new RsyncException(RsyncExit.Ipc, $"rsync: Failed to exec {words[0]}: {e.Message} ({e.NativeErrorCode})");
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _process.Send(ProcessSignal.Terminate);
        Input.Dispose();
        Output.Dispose();
    }

    /// <inheritdoc/>
    public int AwaitEnd()
    {
        Output.Dispose();
        _process.Ended.GetAwaiter().GetResult();
        return _process.Reap().Code;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        Input.Dispose();
        if (!_process.Ended.IsCompleted)
        {
            _process.Send(ProcessSignal.Terminate);
            _process.Ended.GetAwaiter().GetResult();
        }

        _process.Reap();
    }

    /// <summary>The pipe closes its ends; this one stays open.</summary>
    private static SafeFileHandle Own(SafeFileHandle end)
    {
        var own = new SafeFileHandle(end.DangerousGetHandle(), ownsHandle: true);
        end.SetHandleAsInvalid();
        return own;
    }
}
