using System.ComponentModel;
using System.Diagnostics;

namespace Lockstep.Files.Sources;

/// <summary>
/// Asks git what its files do not tell: what is in its objects. git is started by its absolute path, with everything off that a repository's
/// settings could make it start: hooks, the file system monitor, transports that would fetch missing objects, pagers.
/// </summary>
internal static class GitProgram
{
    private const int MostBytes = 64 << 20;

    /// <summary>What git writes to standard output; null where there is no git, or where it fails or says too much.</summary>
    /// <param name="checkout">Where; it belongs to the user.</param>
    /// <param name="arguments">The subcommand and its arguments.</param>
    public static byte[]? Ask(GitCheckout checkout, params IReadOnlyList<string> arguments)
    {
        if (FindGit() is not { } git)
        {
            return null;
        }

        var start = new ProcessStartInfo(git) { WorkingDirectory = checkout.Top, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] safe =
        [
            "--no-pager", "--no-optional-locks", $"--git-dir={checkout.GitDirectory}", $"--work-tree={checkout.Top}",
            "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
        ];
        foreach (string argument in (IEnumerable<string>)[.. safe, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            return process.ExitCode == 0 && output.Length <= MostBytes ? output.ToArray() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string? FindGit() => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':')
        .Where(static directory => directory.StartsWith('/'))
        .Select(static directory => Path.Combine(directory, "git"))
        .FirstOrDefault(File.Exists);
}
