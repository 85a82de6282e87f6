using System.Runtime.InteropServices;
using Lockstep.Native.Disk;

namespace Lockstep.Native;

/// <summary>What a system call gave: a value that is not negative, or the negated error number, as the kernel itself puts it.</summary>
internal readonly record struct CallResult(long Value)
{
    public bool Succeeded => Value >= 0;

    public bool IsInterrupted => Value == -(long)Errno.EINTR;

    public Errno Error => Value < 0 ? (Errno)(-Value) : Errno.None;

    /// <summary>Takes the C library's form, -1 with the number in errno; to be called right after the call.</summary>
    public static CallResult Of(long returned) => new(returned >= 0 ? returned : -Marshal.GetLastPInvokeError());

    /// <summary>The value, or a <see cref="FileSystemException"/>.</summary>
    public long OrThrow(string operation, ReadOnlySpan<byte> name = default) =>
        Succeeded ? Value : throw new FileSystemException(Error, operation, name);
}
