using System.Text;
using Lockstep.Portable.Disk.Unix;

namespace Lockstep.Portable.Processes;

/// <summary>
/// Finds programs over PATH: only absolute entries count, and never the current directory, so that a project cannot bring a
/// program that is started in place of the user's.
/// </summary>
internal static class ProgramSearch
{
    private const int MayExecute = 1;

    /// <summary>Endings of programs that need no other program to run. Batch files are read by a shell, which arguments could deceive.</summary>
    private static readonly string[] Endings = OperatingSystem.IsWindows() ? [".exe", ".com"] : [""];

    /// <summary>Whether a word names a place rather than a name to be looked for.</summary>
    public static bool IsPath(string word) => word.Contains('/') || (OperatingSystem.IsWindows() && word.Contains('\\'));

    /// <summary>The path of the program of that name; null when there is none.</summary>
    public static string? Find(string name)
    {
        if (name.Length == 0 || IsPath(name))
        {
            return null;
        }

        string[] endings = Endings.Any(ending => ending.Length > 0 && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? [""] : Endings;
        return Directories().SelectMany(directory => endings.Select(ending => Path.Combine(directory, name + ending))).FirstOrDefault(IsProgram);
    }

    private static IEnumerable<string> Directories()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? (OperatingSystem.IsWindows() ? "" : "/usr/bin:/bin");
        foreach (string directory in path.Split(Path.PathSeparator))
        {
            if (Path.IsPathFullyQualified(directory.Trim('"')))
            {
                yield return directory.Trim('"');
            }
        }

        // Where Windows puts OpenSSH, on the PATH or not.
        if (OperatingSystem.IsWindows())
        {
            yield return Path.Combine(Environment.SystemDirectory, "OpenSSH");
        }
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || UnixImports.Access(Encoding.UTF8.GetBytes(path), MayExecute) == 0);
}
