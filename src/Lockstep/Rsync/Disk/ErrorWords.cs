using System.Runtime.InteropServices;
using Lockstep.Native;

namespace Lockstep.Rsync.Disk;

/// <summary>Errors of the file system as rsync words them, since scripts read them.</summary>
internal static class ErrorWords
{
    /// <summary>The C library's words and the number.</summary>
    public static string Of(Errno error) => $"{Marshal.GetPInvokeErrorMessage((int)error)} ({(int)error})";
}
