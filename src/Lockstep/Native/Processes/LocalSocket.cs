using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>
/// A socket with a name in the file system (unix(7)), by which processes of this machine reach each other. The
/// framework's sockets would bring their event loop along.
/// </summary>
internal static unsafe class LocalSocket
{
    private const int Duplicate = 1030;
    private const int MostWaiting = 16;

    /// <summary>sun_path, its terminating zero included.</summary>
    public const int LongestName = 107;

    /// <summary>Listens at a name that nothing has yet.</summary>
    /// <exception cref="Win32Exception">That is not possible.</exception>
    public static SafeFileHandle Listen(ReadOnlySpan<byte> name)
    {
        SafeFileHandle socket = Open(OpenFlags.NonBlocking);
        Span<byte> address = stackalloc byte[sizeof(ushort) + LongestName + 1];
        Fill(address, name);
        fixed (byte* start = address)
        {
            if (SocketCalls.Bind(socket, start, (uint)address.Length) == 0 && SocketCalls.Listen(socket, MostWaiting) == 0)
            {
                return socket;
            }
        }

        int error = Marshal.GetLastPInvokeError();
        socket.Dispose();
        throw new Win32Exception(error);
    }

    /// <summary>Waits for somebody who connects.</summary>
    /// <param name="listening">The socket.</param>
    /// <param name="ending">Ends the waiting.</param>
    /// <returns>The connection; null at the end, or where somebody has gone again.</returns>
    public static SafeFileHandle? Accept(SafeFileHandle listening, WakeUp ending)
    {
        int ready = DescriptorPoll.Wait([listening, ending.Handle], [ProcessCalls.ReadReady, ProcessCalls.ReadReady], timeoutMilliseconds: -1);
        bool isOver = (ready & 2) != 0;
        int connection = isOver ? -1 : SocketCalls.Accept(listening, null, null, SocketCalls.CloseOnExec);
        return connection < 0 ? null : new SafeFileHandle(connection, ownsHandle: true);
    }

    /// <summary>Connects to whoever listens at a name; null where nobody does.</summary>
    public static SafeFileHandle? TryConnect(ReadOnlySpan<byte> name)
    {
        SafeFileHandle socket = Open(0);
        Span<byte> address = stackalloc byte[sizeof(ushort) + LongestName + 1];
        Fill(address, name);
        fixed (byte* start = address)
        {
            if (SocketCalls.Connect(socket, start, (uint)address.Length) == 0)
            {
                return socket;
            }
        }

        socket.Dispose();
        return null;
    }

    /// <summary>The user at the other end (SO_PEERCRED), and the process; a user that nobody has where that cannot be told.</summary>
    public static (uint User, int Process) PeerOf(SafeFileHandle connection)
    {
        int* credentials = stackalloc int[3];
        uint length = 3 * sizeof(int);
        return SocketCalls.GetOption(connection, SocketCalls.SocketLevel, SocketCalls.PeerCredentials, credentials, &length) == 0
            ? ((uint)credentials[1], credentials[0])
            : (uint.MaxValue, 0);
    }

    /// <summary>The same connection once more, so that one end can be closed before the other.</summary>
    /// <exception cref="Win32Exception">There are too many descriptors.</exception>
    public static SafeFileHandle Copy(SafeFileHandle connection)
    {
        int copy = ProcessCalls.Control(connection, Duplicate, 0);
        return copy >= 0 ? new SafeFileHandle(copy, ownsHandle: true) : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static SafeFileHandle Open(int flags)
    {
        int socket = SocketCalls.Open(SocketCalls.LocalFamily, SocketCalls.StreamType | SocketCalls.CloseOnExec | flags, 0);
        return socket >= 0 ? new SafeFileHandle(socket, ownsHandle: true) : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static void Fill(Span<byte> address, ReadOnlySpan<byte> name)
    {
        address.Clear();
        ushort family = SocketCalls.LocalFamily;
        MemoryMarshal.Write(address, in family);
        name.CopyTo(address[sizeof(ushort)..^1]);
    }
}
