using System.Globalization;
using System.Runtime.InteropServices;

namespace Lockstep.InteropTests.Faults;

/// <summary>Finds processes and ends them as <c>kill -9</c> does.</summary>
internal static partial class ProcessTree
{
    private const int KillSignal = 9;

    /// <summary>The first process below one that has a name; 0 for none.</summary>
    public static int FindBelow(int process, string name)
    {
        foreach (int child in ChildrenOf(process))
        {
            if (ReadOf(child, "comm").Trim() == name)
            {
                return child;
            }

            if (FindBelow(child, name) is > 0 and int found)
            {
                return found;
            }
        }

        return 0;
    }

    /// <summary>A process whose program lies below a directory; 0 for none.</summary>
    public static int FindProgramBelow(string directory)
    {
        foreach (string entry in Directory.EnumerateDirectories("/proc"))
        {
            bool isProcess = int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out int process);
            if (isProcess && ProgramOf(entry).StartsWith(directory + "/", StringComparison.Ordinal))
            {
                return process;
            }
        }

        return 0;
    }

    /// <summary>Ends a process; nothing happens when it is gone.</summary>
    public static void Kill(int process)
    {
        if (process > 0)
        {
            _ = SendSignal(process, KillSignal);
        }
    }

    private static IEnumerable<int> ChildrenOf(int process)
    {
        foreach (string thread in ThreadsOf(process))
        {
            foreach (string child in ReadAt(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return int.Parse(child, CultureInfo.InvariantCulture);
            }
        }
    }

    private static string[] ThreadsOf(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string ProgramOf(string entry)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(entry, "exe"), returnFinalTarget: false)?.FullName ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string ReadOf(int process, string file) => ReadAt($"/proc/{process}/{file}");

    private static string ReadAt(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process has ended meanwhile.
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
