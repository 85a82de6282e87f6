using System.Diagnostics;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Processes;

/// <summary>Reads a command's two outputs on one thread and hands them on, so that their order is kept as far as two pipes have one.</summary>
internal sealed class ChildOutputPump : IDisposable
{
    private const int ThreadStackSize = 256 * 1024;
    private const int ChunkSize = 64 * 1024;

    /// <summary>What the command can have left in its two pipes when it ended; more is from somebody who runs on.</summary>
    private const int MaxLeftOver = 2 * ProcessPipe.Capacity;

    /// <summary>
    /// How long after the command's end its outputs may stay open before we stop reading: time for a last filter of a pipeline, while
    /// what runs on in the background would hold us for ever.
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private readonly SafeFileHandle?[] _sources;
    private readonly ChildOutput _onOutput;
    private readonly WakeUp _wake = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isFinishing;
    private volatile bool _isOutputUnwanted;

    /// <summary>Starts reading and owns the handles.</summary>
    public ChildOutputPump(SafeFileHandle output, SafeFileHandle? error, ChildOutput onOutput)
    {
        _sources = [output, error];
        _onOutput = onOutput;
        new Thread(Run, ThreadStackSize) { IsBackground = true, Name = "output" }.Start();
    }

    /// <summary>Done when both outputs have ended or reading has been finished; failed with what the taker threw.</summary>
    public Task Done => _done.Task;

    /// <summary>Ends reading soon: the command has ended.</summary>
    public void Finish()
    {
        _isFinishing = true;
        _wake.Call();
    }

    /// <summary>Closes standard output: who writes there next learns that nobody reads it.</summary>
    public void CloseOutput()
    {
        _isOutputUnwanted = true;
        _wake.Call();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Finish();
        foreach (SafeFileHandle? source in _sources)
        {
            source?.Dispose();
        }

        _wake.Dispose();
    }

    private void Run()
    {
        try
        {
            Pump();
            _done.SetResult();
        }
        catch (Exception e)
        {
            // The taker's trouble is for the one who waits for the command.
            _done.SetException(e);
        }
    }

    private void Pump()
    {
        byte[] buffer = new byte[ChunkSize];
        long finishedAt = 0;
        int leftOver = 0;
        while ((_sources[0] is not null || _sources[1] is not null) && leftOver <= MaxLeftOver)
        {
            int wait = finishedAt == 0 ? Timeout.Infinite : (int)Math.Max(0, (Linger - Stopwatch.GetElapsedTime(finishedAt)).TotalMilliseconds);
            int ready = DescriptorPoll.Wait(
                [_sources[0], _sources[1], _wake.Handle],
                [ProcessCalls.ReadReady, ProcessCalls.ReadReady, ProcessCalls.ReadReady],
                wait);
            if (ready == 0)
            {
                return;
            }

            if ((ready & 4) != 0)
            {
                _wake.Clear();
                finishedAt = _isFinishing && finishedAt == 0 ? Stopwatch.GetTimestamp() : finishedAt;
                if (_isOutputUnwanted)
                {
                    Close(0);
                    continue;
                }
            }

            for (int i = 0; i < _sources.Length; i++)
            {
                if ((ready & (1 << i)) != 0)
                {
                    int read = ReadOnce(i, buffer);
                    leftOver += finishedAt == 0 ? 0 : read;
                }
            }
        }
    }

    private unsafe int ReadOnce(int source, byte[] buffer)
    {
        int read;
        fixed (byte* start = buffer)
        {
            read = (int)ProcessCalls.Read(_sources[source]!, start, ChunkSize);
        }

        if (read > 0)
        {
            _onOutput(source == 1, buffer.AsSpan(0, read));
            return read;
        }

        Close(source);
        return 0;
    }

    private void Close(int source)
    {
        _sources[source]?.Dispose();
        _sources[source] = null;
    }
}
