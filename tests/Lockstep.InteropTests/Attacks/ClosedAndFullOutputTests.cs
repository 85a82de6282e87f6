using System.Diagnostics;
using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Attacks;

/// <summary>
/// Issue 11, 22l: standard streams that are full or closed, and a current directory that is gone. Nothing dies of a signal, nothing crashes, and what could
/// not be written is no success.
/// </summary>
public sealed class ClosedAndFullOutputTests
{
    private const string CannotWrite = "lockstep: cannot write to standard output: No space left on device\n";

    [Theory]
    [InlineData("--version >/dev/full", 1, CannotWrite)]
    [InlineData("--help >/dev/full", 1, CannotWrite)]
    [InlineData("push --help >/dev/full", 1, CannotWrite)]
    [InlineData("push --json TARGET >/dev/full", 1, CannotWrite)]
    [InlineData("push TARGET >/dev/full", 1, CannotWrite)]
    [InlineData("--version >/dev/full 2>/dev/full", 1, "")]
    [InlineData("push -n TARGET >&- 2>&-", 0, "")]
    [InlineData("push TARGET <&- >&- 2>&-", 0, "")]
    [InlineData("push --json TARGET >&-", 0, "")]
    [InlineData("--version >&- 2>&-", 0, "")]
    [InlineData("--help >&- 2>&-", 0, "")]
    public void A_stream_that_takes_nothing_ends_as_it_should(string arguments, int exit, string said)
    {
        using var place = new Workplace();
        File.WriteAllText(Path.Combine(place.Project, "a"), "content");

        Assert.Equal((exit, said), Run(place, $"cd {place.Project} && {BuiltPrograms.Client} {arguments.Replace("TARGET", place.Target, StringComparison.Ordinal)}"));
        Assert.Equal("content", File.ReadAllText(Path.Combine(place.Project, "a")));
    }

    [Theory]
    [InlineData("push TARGET")]
    [InlineData("status TARGET")]
    [InlineData("explain x")]
    [InlineData("init")]
    public void A_current_directory_that_is_gone_is_told(string arguments)
    {
        using var place = new Workplace();

        (int exit, string said) = Run(place, $"mkdir {place.Project}/gone && cd {place.Project}/gone && rmdir ../gone && {BuiltPrograms.Client} {arguments.Replace("TARGET", place.Target, StringComparison.Ordinal)}");

        Assert.Equal(2, exit);
        Assert.StartsWith("lockstep: the current directory does not exist any more", said, StringComparison.Ordinal);
    }

    private static (int Exit, string Errors) Run(Workplace place, string line)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", line]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach ((string name, string value) in place.Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        _ = output.Result;
        return (process.ExitCode, errors);
    }
}
