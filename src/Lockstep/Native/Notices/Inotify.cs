using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Notices;

/// <summary>The kernel's notices about directories (<c>inotify(7)</c>). Watches may be added by any thread; one thread reads.</summary>
internal sealed partial class Inotify : IDisposable
{
    private const int NonBlocking = 0x800;

    // Holds some hundred notices: what has come meanwhile is taken in one call.
    private const int BufferLength = 64 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferLength);
    private readonly SafeFileHandle _handle;

    private Inotify(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens an instance, or tells why there is none: <see cref="Errno.EMFILE"/> when the user has as many as he may.</summary>
    public static bool TryOpen([NotNullWhen(true)] out Inotify? inotify, out Errno error)
    {
        var result = CallResult.Of(inotify_init1(NonBlocking | OpenFlags.CloseOnExec));
        error = result.Error;
        inotify = result.Succeeded ? new Inotify(new SafeFileHandle((nint)result.Value, ownsHandle: true)) : null;
        return inotify is not null;
    }

    /// <summary>Watches a directory. One that is watched already keeps its number.</summary>
    /// <param name="path">An absolute path, or one relative to the working directory; its last component is not followed.</param>
    /// <param name="wanted">What is to be told.</param>
    /// <param name="watch">The number that notices come with.</param>
    /// <returns><see cref="Errno.ENOSPC"/> when the user has as many watches as he may.</returns>
    public Errno Watch(ReadOnlySpan<byte> path, InotifyMask wanted, out int watch)
    {
        const InotifyMask Always = InotifyMask.OnlyDirectory | InotifyMask.NoFollow | InotifyMask.ExcludeUnlinked;
        var result = CallResult.Of(inotify_add_watch(_handle, path, (uint)(wanted | Always)));
        watch = (int)result.Value;
        return result.Error;
    }

    /// <summary>Ends a watch, if it has not ended by itself.</summary>
    public void Unwatch(int watch) => _ = inotify_rm_watch(_handle, watch);

    /// <summary>Waits for notices.</summary>
    /// <param name="wakeUp">Ends the waiting.</param>
    /// <param name="timeoutMilliseconds">The longest wait; -1 for no limit.</param>
    /// <returns>Whether there are any.</returns>
    public bool Wait(WakeUp wakeUp, int timeoutMilliseconds) =>
        (DescriptorPoll.Wait([_handle, wakeUp.Handle], [ProcessCalls.ReadReady, ProcessCalls.ReadReady], timeoutMilliseconds) & 1) != 0;

    /// <summary>The notices that have come; they are overwritten by the next call.</summary>
    public InotifyNotices Read()
    {
        CallResult result = FileCalls.Read(_handle, _buffer);
        return new InotifyNotices(result.Error == Errno.EAGAIN ? default : _buffer.AsSpan(0, (int)result.OrThrow("read notices")));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_add_watch(SafeHandle instance, [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_rm_watch(SafeHandle instance, int watch);
}
