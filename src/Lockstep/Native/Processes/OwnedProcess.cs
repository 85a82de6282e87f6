using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Lockstep.Native.Processes;

/// <summary>
/// A process we started and must answer for. Its zombie is kept until <see cref="Reap"/>, so that its number cannot become another
/// process's while we may still signal it or its group.
/// </summary>
internal sealed unsafe class OwnedProcess
{
    private const int ThreadStackSize = 256 * 1024;
    private const int SignalInformationSize = 128;
    private const int CallInterrupted = 4;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly bool _leadsGroup;
    private bool _reaped;
    private ProcessExit _exit;

    private OwnedProcess(bool leadsGroup) => _leadsGroup = leadsGroup;

    /// <summary>The process's number.</summary>
    public int Id { get; private set; }

    /// <summary>Done when the process has ended; its zombie still stands.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts a process.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    /// <exception cref="ArgumentException">A string holds a zero byte.</exception>
    public static OwnedProcess Start(ProcessStart start)
    {
        var process = new OwnedProcess(start.NewSession);
        using var spawn = new ProcessSpawn(start);
        using var spawned = new ManualResetEventSlim();
        ExceptionDispatchInfo? refusal = null;

        // One thread starts the process and stays until it ends: Linux ties a "parent death signal" to the thread that forked, so on
        // a thread of the pool the child would get it when the pool shrinks.
        var thread = new Thread(
            () =>
            {
                try
                {
                    process.Id = spawn.Run();
                }
                catch (Win32Exception e)
                {
                    refusal = ExceptionDispatchInfo.Capture(e);
                    return;
                }
                finally
                {
                    spawned.Set();
                }

                process.AwaitEnd();
            },
            ThreadStackSize)
        { IsBackground = true, Name = "child" };
        thread.Start();
        spawned.Wait();
        refusal?.Throw();
        return process;
    }

    /// <summary>Signals the process, or its whole group when it leads one. Nothing happens once it is reaped.</summary>
    public void Send(ProcessSignal signal)
    {
        lock (_lock)
        {
            if (!_reaped)
            {
                _ = ProcessCalls.Kill(_leadsGroup ? -Id : Id, (int)signal);
            }
        }
    }

    /// <summary>Signals the process and all others of the session it leads, also those that made groups of their own; each once.</summary>
    public void SendToSession(ProcessSignal signal)
    {
        Send(signal);
        lock (_lock)
        {
            if (!_reaped)
            {
                SessionProcesses.Send(Id, signal, exceptGroup: Id);
            }
        }
    }

    /// <summary>Kills the process and all others of the session it leads.</summary>
    public void KillSession()
    {
        // One that is just being started by another is found by the next pass.
        const int Passes = 3;
        for (int i = 0; i < Passes; i++)
        {
            SendToSession(ProcessSignal.Kill);
        }
    }

    /// <summary>Takes the zombie away; only after <see cref="Ended"/>. Every call gives the same answer.</summary>
    public ProcessExit Reap()
    {
        lock (_lock)
        {
            if (!_reaped)
            {
                int status = 0;
                while (ProcessCalls.WaitPid(Id, &status, 0) < 0 && Marshal.GetLastPInvokeError() == CallInterrupted)
                {
                }

                _exit = ProcessExit.FromStatus(status);
                _reaped = true;
            }

            return _exit;
        }
    }

    private void AwaitEnd()
    {
        byte* information = stackalloc byte[SignalInformationSize];
        const int Options = ProcessCalls.WaitExited | ProcessCalls.WaitLeaveZombie;
        while (ProcessCalls.WaitId(ProcessCalls.WaitForProcess, Id, information, Options) < 0
            && Marshal.GetLastPInvokeError() == CallInterrupted)
        {
        }

        _ended.SetResult();
    }
}
