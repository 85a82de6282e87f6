using System.Diagnostics;
using System.Text;
using Lockstep.Rsync;

namespace Lockstep.InteropTests.Rsync;

/// <summary>The rsync of the system, the judge of ours. Words and output are bytes, one a character.</summary>
internal static class StockRsync
{
    public static string Program => BuiltPrograms.Installed("/usr/bin/rsync", "rsync");

    /// <summary>Runs it, in the C locale of a plain environment, in UTC.</summary>
    public static StockResult Run(string directory, params IEnumerable<string> words) =>
        RunProgram("/usr/bin/timeout", directory, ["20", Program, .. words]);

    public static StockResult RunProgram(string program, string directory, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.Latin1,
        };
        foreach (string word in words)
        {
            start.ArgumentList.Add(ByteWord.Text(word));
        }

        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        start.Environment["HOME"] = directory;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new StockResult(process.ExitCode, output, errors.Result);
    }
}

/// <summary>What a run said and how it ended.</summary>
internal sealed record StockResult(int Exit, string Output, string Errors)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
