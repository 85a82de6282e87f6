using System.Buffers.Binary;
using System.ComponentModel;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Processes;

/// <summary>A process beside a command that outlives us and ends the command's session when we die (<see cref="GuardVerb"/>).</summary>
internal sealed class ChildGuard : IAsyncDisposable
{
    private readonly OwnedProcess _process;
    private readonly DescriptorWriter _life;

    private ChildGuard(OwnedProcess process, DescriptorWriter life)
    {
        _process = process;
        _life = life;
    }

    /// <summary>Starts a guard; null where the system has no room for one more process, for the command runs as well without.</summary>
    /// <param name="launcher">The program that knows the verb.</param>
    /// <param name="grace">What the session gets to end after TERM, before it is killed.</param>
    /// <param name="holds">What it holds open, too; null for nothing.</param>
    public static ChildGuard? Start(Launcher launcher, TimeSpan grace, SafeFileHandle? holds)
    {
        // Our end is closed with us, however we end. The guard says nothing, and may not hold an output that somebody waits for the end of.
        var life = new ProcessPipe();
        try
        {
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = launcher.Program,
                Arguments = launcher.GuardArguments(grace),
                NewSession = true,
                Input = life.ReadEnd,
                Output = holds ?? life.ReadEnd,
                Error = life.ReadEnd,
            });
            life.ReadEnd.Dispose();
            return new ChildGuard(process, new DescriptorWriter(life.WriteEnd));
        }
        catch (Win32Exception)
        {
            life.Dispose();
            return null;
        }
    }

    /// <summary>Names the session that is to end with us.</summary>
    public void Watch(int session)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, session);
        try
        {
            _life.Write(number);
        }
        catch (IOException)
        {
            // Somebody has ended the guard: the command runs as well without.
        }
    }

    /// <summary>Nothing is left to guard.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Send(ProcessSignal.Kill);
        await _process.Ended;
        _process.Reap();
        _life.Dispose();
    }
}
