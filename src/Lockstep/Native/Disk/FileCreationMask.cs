using System.Text;

namespace Lockstep.Native.Disk;

/// <summary>The process's umask.</summary>
public static class FileCreationMask
{
    /// <summary>Sets which permission bits new files do not get, and gives back what was set before.</summary>
    public static ushort Set(ushort mask) => (ushort)FileCalls.SetFileCreationMask(mask);

    /// <summary>Which permission bits new files do not get.</summary>
    public static ushort Read() => SystemFamily.Current.CreationMask;

    /// <summary>
    /// The same as <c>/proc/self/status</c> says (proc(5); Linux 4.7). The call itself cannot only look: where nothing says it,
    /// the mask is set and set back, and files that other threads create in between are private.
    /// </summary>
    internal static ushort OfLinux() => TryReadStatus() ?? SetAndReset();

    private static ushort? TryReadStatus()
    {
        const string Field = "\nUmask:\t";
        try
        {
            string status = Encoding.ASCII.GetString(File.ReadAllBytes("/proc/self/status"));
            int start = status.IndexOf(Field, StringComparison.Ordinal);
            return start < 0 ? null : Convert.ToUInt16(status[(start + Field.Length)..].Split('\n')[0], fromBase: 8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static ushort SetAndReset()
    {
        const ushort Strictest = 0x3f; // ---rwxrwx
        ushort mask = Set(Strictest);
        Set(mask);
        return mask;
    }
}
