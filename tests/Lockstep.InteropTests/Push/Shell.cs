using System.Diagnostics;
using System.Text;
using Lockstep.Native.Descriptors;

namespace Lockstep.InteropTests.Push;

/// <summary>Shell scripts: the shortest way to say what a tree is to look like, and the only one for names that are not text.</summary>
internal static class Shell
{
    /// <summary>Runs a script with <c>sh -e</c> and gives its output; throws when it fails.</summary>
    public static string Run(string script, string? directory = null)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script])
        {
            WorkingDirectory = directory ?? "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            Environment = { ["LC_ALL"] = "C" },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"exit code {process.ExitCode} of:\n{script}\n{output}\n{errors.Result}");
    }

    /// <summary>A text as one word of a script.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
