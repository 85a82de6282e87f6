using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Bench;

/// <summary>Runs shell lines and measures them.</summary>
internal static class Shell
{
    /// <summary>Runs a line, or throws with what it said.</summary>
    public static void Run(string line)
    {
        (int code, string error) = Execute(line);
        if (code != 0)
        {
            throw new InvalidOperationException($"exit code {code}: {line}\n{error}");
        }
    }

    /// <summary>Runs a line and measures it; <paramref name="sent"/> counts bytes on the wire.</summary>
    public static Measurement Measure(string line, Func<long> sent)
    {
        string memory = Path.GetTempFileName();
        long before = sent();
        long start = Stopwatch.GetTimestamp();
        Run($"/usr/bin/time -f %M -o {memory} sh -c '{line.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        long peakKiB = long.Parse(File.ReadAllText(memory).Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
        File.Delete(memory);
        return new Measurement(elapsed, sent() - before, peakKiB);
    }

    private static (int Code, string Error) Execute(string line)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}

/// <summary>What one run took.</summary>
/// <param name="Elapsed">Wall time.</param>
/// <param name="Sent">Bytes to the server, ssh's own included; 0 where they are not counted.</param>
/// <param name="PeakKiB">Peak memory of the largest process on the client's side.</param>
internal readonly record struct Measurement(TimeSpan Elapsed, long Sent, long PeakKiB);
