using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>The calls that connect to a server, or serve on this machine. The framework's sockets would bring their event loop along, and the agent that shares this library has none.</summary>
internal static unsafe partial class SocketCalls
{
    public const int StreamType = 1;
    public const int CloseOnExec = 0x80000;
    public const int SocketLevel = 1;
    public const int PendingError = 4;
    public const int PeerCredentials = 17;
    public const int LocalFamily = 1;

    /// <summary>A node of what a name resolves to.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct AddressInformation
    {
        public int Flags;
        public int Family;
        public int Type;
        public int Protocol;
        public uint AddressLength;
        public byte* Address;
        public byte* CanonicalName;
        public AddressInformation* Next;
    }

    [LibraryImport("libc", EntryPoint = "getaddrinfo")]
    public static partial int Resolve(
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> host,
        [MarshalUsing(typeof(PathMarshaller))] ReadOnlySpan<byte> service,
        AddressInformation* hints,
        AddressInformation** found);

    [LibraryImport("libc", EntryPoint = "freeaddrinfo")]
    public static partial void Free(AddressInformation* found);

    [LibraryImport("libc", EntryPoint = "gai_strerror")]
    public static partial byte* Words(int error);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(SafeFileHandle socket, int level, int option, int* value, uint* length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(SafeFileHandle socket, byte* address, uint* length, int flags);
}
