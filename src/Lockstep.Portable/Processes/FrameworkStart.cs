using System.Diagnostics;
using System.Text;

namespace Lockstep.Portable.Processes;

/// <summary>How programs are started by the framework: without a shell, by an absolute path, their output in our hands.</summary>
internal static class FrameworkStart
{
    /// <summary>What starts a program with arguments.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="shieldsFromInterrupt">Whether Ctrl-C on our terminal is not to reach it.</param>
    public static ProcessStartInfo Of(string program, IEnumerable<ReadOnlyMemory<byte>> arguments, bool shieldsFromInterrupt)
    {
        // A program's name would be looked for in the current directory too, which may be a foreign project's.
        var start = new ProcessStartInfo(Path.GetFullPath(program)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (shieldsFromInterrupt && OperatingSystem.IsWindows())
        {
            start.CreateNewProcessGroup = true;
        }
        else if (shieldsFromInterrupt)
        {
            // What a shell ignores stays ignored in the program that it becomes.
            (string shielded, start.FileName) = (start.FileName, "/bin/sh");
            foreach (string word in (ReadOnlySpan<string>)["-c", "trap '' INT; exec \"$@\"", "sh", shielded])
            {
                start.ArgumentList.Add(word);
            }
        }

        foreach (ReadOnlyMemory<byte> argument in arguments)
        {
            start.ArgumentList.Add(Encoding.UTF8.GetString(argument.Span));
        }

        return start;
    }
}
