using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Lockstep.Native.Disk;

/// <summary>
/// Hands a path to the C library as the bytes it is, with the terminating zero; on the stack when it is no longer than a name.
/// </summary>
[CustomMarshaller(typeof(ReadOnlySpan<byte>), MarshalMode.ManagedToUnmanagedIn, typeof(ManagedToUnmanagedIn))]
internal static unsafe class PathMarshaller
{
    internal ref struct ManagedToUnmanagedIn
    {
        private byte* _path;
        private bool _isAllocated;

        public static int BufferSize => 256;

        public void FromManaged(ReadOnlySpan<byte> path, Span<byte> buffer)
        {
            // A zero inside would silently cut the path to another one.
            if (path.Contains((byte)0))
            {
                throw new ArgumentException("a path cannot contain a zero byte", nameof(path));
            }

            _isAllocated = path.Length >= buffer.Length;
            _path = _isAllocated
                ? (byte*)NativeMemory.Alloc((nuint)path.Length + 1)
                : (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
            path.CopyTo(new Span<byte>(_path, path.Length));
            _path[path.Length] = 0;
        }

        public readonly byte* ToUnmanaged() => _path;

        public readonly void Free()
        {
            if (_isAllocated)
            {
                NativeMemory.Free(_path);
            }
        }
    }
}
