using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>Connects to a server by TCP.</summary>
internal static unsafe class TcpConnection
{
    private const int InProgress = 115;
    private const int TimedOut = 110;
    private const int Version4 = 2, Version6 = 10;

    /// <summary>Tries the addresses of a host in their order.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port.</param>
    /// <param name="ipVersion">4, 6, or 0 for both.</param>
    /// <param name="timeoutMilliseconds">The longest wait for one address; -1 for none.</param>
    /// <returns>A descriptor to read from and one to write to.</returns>
    /// <exception cref="Win32Exception">None of them answers.</exception>
    /// <exception cref="IOException">The name is unknown.</exception>
    public static (SafeFileHandle Read, SafeFileHandle Write) Open(string host, int port, int ipVersion, int timeoutMilliseconds)
    {
        var hints = new SocketCalls.AddressInformation
        {
            Type = SocketCalls.StreamType,
            Family = ipVersion switch { 4 => Version4, 6 => Version6, _ => 0 },
        };
        SocketCalls.AddressInformation* found;
        byte[] service = Encoding.ASCII.GetBytes(port.ToString(CultureInfo.InvariantCulture));
        int failure = SocketCalls.Resolve(Encoding.UTF8.GetBytes(host), service, &hints, &found);
        if (failure != 0)
        {
            throw new IOException(Marshal.PtrToStringUTF8((nint)SocketCalls.Words(failure)));
        }

        try
        {
            int error = 0;
            for (SocketCalls.AddressInformation* address = found; address != null; address = address->Next)
            {
                SafeFileHandle? socket = TryConnect(address, timeoutMilliseconds, ref error);
                if (socket is not null)
                {
                    return (socket, LocalSocket.Copy(socket));
                }
            }

            throw new Win32Exception(error);
        }
        finally
        {
            SocketCalls.Free(found);
        }
    }

    private static SafeFileHandle? TryConnect(SocketCalls.AddressInformation* address, int timeoutMilliseconds, ref int error)
    {
        int type = SocketCalls.StreamType | SocketCalls.CloseOnExec | OpenFlags.NonBlocking;
        var socket = new SafeFileHandle(SocketCalls.Open(address->Family, type, address->Protocol), ownsHandle: true);
        error = socket.IsInvalid ? Marshal.GetLastPInvokeError() : Connect(socket, address, timeoutMilliseconds);
        if (error == 0)
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }

    private static int Connect(SafeFileHandle socket, SocketCalls.AddressInformation* address, int timeoutMilliseconds)
    {
        if (SocketCalls.Connect(socket, address->Address, address->AddressLength) == 0)
        {
            return 0;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error != InProgress)
        {
            return error;
        }

        if (DescriptorPoll.Wait([socket], [ProcessCalls.WriteReady], timeoutMilliseconds) == 0)
        {
            return TimedOut;
        }

        uint length = sizeof(int);
        return SocketCalls.GetOption(socket, SocketCalls.SocketLevel, SocketCalls.PendingError, &error, &length) == 0
            ? error
            : Marshal.GetLastPInvokeError();
    }
}
