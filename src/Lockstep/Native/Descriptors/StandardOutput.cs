using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>
/// Lines of text on standard output and standard error. <see cref="Console"/> would bring encodings and terminal descriptions along, a tenth of the
/// agent's size.
/// </summary>
public static class StandardOutput
{
    private const int Output = 1, Error = 2;

    /// <summary>Writes a line to standard output.</summary>
    public static void WriteLine(string line) => WriteLine(Output, line);

    /// <summary>Writes a line to standard error.</summary>
    public static void WriteErrorLine(string line) => WriteLine(Error, line);

    private static void WriteLine(int descriptor, string line)
    {
        using var stream = new DescriptorWriter(new SafeFileHandle(descriptor, ownsHandle: false), isShared: true);
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
