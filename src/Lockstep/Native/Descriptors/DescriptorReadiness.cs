using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>Waits until a descriptor can be read or written, or until another thread wakes the waiter.</summary>
internal sealed class DescriptorReadiness(SafeFileHandle handle, short wanted) : IDisposable
{
    private readonly WakeUp _wake = new();

    /// <summary>Whether the descriptor is ready at this moment. An end or an error counts as ready: the call will tell.</summary>
    public bool IsReady() => DescriptorPoll.Wait([handle], [wanted], timeoutMilliseconds: 0) != 0;

    /// <summary>Waits until the descriptor is ready or <see cref="Wake"/> was called; true when it is ready.</summary>
    public bool Wait()
    {
        int ready = DescriptorPoll.Wait([handle, _wake.Handle], [wanted, ProcessCalls.ReadReady], Timeout.Infinite);
        if ((ready & 2) != 0)
        {
            _wake.Clear();
        }

        return (ready & 1) != 0;
    }

    /// <summary>Wakes the waiter, or the next one to come.</summary>
    public void Wake() => _wake.Call();

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();
}
