using System.Buffers;
using Lockstep.InteropTests.Push;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire;
using Xunit;

namespace Lockstep.InteropTests.Attacks;

/// <summary>
/// Issue 11, B11 and 22h: the client as users have it, and an ssh that falls silent. All verbs and points at the same time, since each takes its minute; the
/// client has no terminal, so that nobody can be asked.
/// </summary>
public sealed class SilentServerAttack
{
    private static readonly string[][] Verbs =
    [
        ["push"], ["push", "--dry-run"], ["status"], ["diff"], ["history"], ["pull"], ["undo"], ["deploy", "--deploy", "true"], ["run", "--yes", "--", "true"], ["watch"],
    ];

    [Theory]
    [InlineData("nothing", "while ssh connected and logged in")]
    [InlineData("start", "while the agent started")]
    [InlineData("send", "while the agent was sent there and installed")]
    [InlineData("ready", "while the agent was greeted")]
    [InlineData("greeting", "while ")]
    public async Task Every_verb_ends_with_phase_and_remedy_when_the_server_falls_silent(string point, string phase)
    {
        using var place = new Workplace { Starter = ["setsid", "--wait"] };
        place.InProject("printf x > x");
        place.Environment["LOCKSTEP_SSH"] = $"'{WriteSsh(place)}' {point}";
        ClientResult[] results = await Task.WhenAll(Verbs.Select(verb => place.RunAsync(["-C", place.Project, verb[0], "box:app", .. verb[1..]])));
        foreach ((string[] verb, ClientResult result) in Verbs.Zip(results))
        {
            Assert.True(result.Exit is 1 or 3, $"{verb[0]}: exit code {result.Exit}: {result.Errors}");
            Assert.Contains("box", result.Errors, StringComparison.Ordinal);
            Assert.Contains(phase, result.Errors, StringComparison.Ordinal);
            Assert.Contains("50 s", result.Errors, StringComparison.Ordinal);
        }
    }

    /// <summary>An ssh that says so much, takes everything, and does not end when its input does.</summary>
    private static string WriteSsh(Workplace place)
    {
        var hello = new ArrayBufferWriter<byte>();
        Greeting.Own.Encode(hello);
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, MessageType.Hello, hello.WrittenSpan);
        File.WriteAllBytes(Path.Combine(place.Directory, "greeting"), frame.WrittenSpan.ToArray());
        string path = Path.Combine(place.Directory, "ssh");
        File.WriteAllText(path, $"""
            #!/bin/sh
            case $1 in
            start) echo "<lockstep-bootstrap> start";;
            send) echo "<lockstep-bootstrap> send Linux x86_64 gzip";;
            ready) echo "<lockstep-bootstrap> ready";;
            greeting) echo "<lockstep-bootstrap> ready"; cat '{place.Directory}/greeting';;
            esac
            cat >/dev/null
            exec sleep 600
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
