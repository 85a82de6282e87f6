using System.ComponentModel;
using Lockstep.Native;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Transport;

/// <summary>A process beside a command that outlives us and ends the command's session when we die (<see cref="GuardVerb"/>).</summary>
internal sealed class ChildGuard : IAsyncDisposable
{
    private readonly OwnedProcess _process;
    private readonly SafeFileHandle _life;

    private ChildGuard(OwnedProcess process, SafeFileHandle life)
    {
        _process = process;
        _life = life;
    }

    /// <summary>Starts a guard; null where the system has no room for one more process, for the command runs as well without.</summary>
    /// <param name="launcher">The program that knows the verb.</param>
    /// <param name="session">The session.</param>
    /// <param name="grace">What it gets to end after TERM, before it is killed.</param>
    public static ChildGuard? Start(Launcher launcher, int session, TimeSpan grace)
    {
        // Our end is closed with us, however we end. The guard says nothing, and may not hold an output that somebody waits for the end of.
        var life = new ProcessPipe();
        try
        {
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = launcher.Program,
                Arguments = launcher.GuardArguments(session, grace),
                NewSession = true,
                Input = life.ReadEnd,
                Output = life.ReadEnd,
                Error = life.ReadEnd,
            });
            life.ReadEnd.Dispose();
            return new ChildGuard(process, life.WriteEnd);
        }
        catch (Win32Exception)
        {
            life.Dispose();
            return null;
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
