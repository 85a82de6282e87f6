using System.Globalization;
using System.Text;
using Lockstep.InteropTests.Push;
using Lockstep.InteropTests.Run;

namespace Lockstep.InteropTests.Attacks;

/// <summary>
/// Issue 13: a coding agent edits here and runs lines there, one after the other, through <c>lockstep-shell</c>. Each line is run here,
/// too, by <c>sh</c>: streams and exit code have to be the same, byte for byte. Every twentieth time the connection is cut before.
/// LOCKSTEP_SEED and LOCKSTEP_PAIRS choose others.
/// </summary>
public sealed class AgentAtTheShell(SharedSshServer shared)
{
    private const int BetweenCuts = 20;

    [Fact]
    public async Task Every_line_sees_every_edit_before_it()
    {
        var random = new Random(Number("LOCKSTEP_SEED", 1));
        int pairs = Number("LOCKSTEP_PAIRS", 60);
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        string link = Path.Combine(place.Directory, "lockstep-shell");
        File.CreateSymbolicLink(link, BuiltPrograms.Client);
        (place.Client, place.CurrentDirectory) = (link, place.Project);
        place.Environment["LOCKSTEP_TARGET"] = place.Address;
        place.Environment["LOCKSTEP_LINGER"] = "5m";
        place.InProject("touch lockstep.toml; for i in 0 1 2 3 4 5 6 7 8 9; do echo $i > f$i; done; mkdir d");

        try
        {
            await LiveTogetherAsync(place, random, pairs);
        }
        finally
        {
            place.Client = BuiltPrograms.Client;
            await place.RunAsync("disconnect");
        }
    }

    private async Task LiveTogetherAsync(Workplace place, Random random, int pairs)
    {
        for (int i = 1; i <= pairs; i++)
        {
            Edit(place, random, i);
            if (i % BetweenCuts == 0)
            {
                // The ssh of the process that holds this place's connection.
                Shell.Run($"for s in $(pgrep -f 'ssh .*{shared.Server.Directory}'); do [ \"$(ps -o args= -p $(ps -o ppid= -p $s) | grep -c ' hold$')\" = 1 ] && kill -9 $s; done; true", place.Directory);
            }

            string line = LineOf(random, i);
            (int exit, string output, string errors) = Here(place, line);
            await using CommandClient shell = place.StartCommand(terminal: null, "-c"u8.ToArray(), Encoding.UTF8.GetBytes(line));
            shell.EndInput();
            int thereExit = await shell.EndAsync();
            string thereOutput = Encoding.UTF8.GetString(shell.Output);
            Assert.True(
                (exit, output, errors) == (thereExit, thereOutput, shell.Errors),
                $"pair {i}: {line}\nhere {Short(exit, output, errors)}\nthere {Short(thereExit, thereOutput, shell.Errors)}");
        }
    }

    private static string Short(int exit, string output, string errors) =>
        $"{exit}: {output.Length} characters, the last {output[Math.Max(0, output.Length - 300)..]}; {errors[Math.Max(0, errors.Length - 300)..]}";

    private static void Edit(Workplace place, Random random, int i)
    {
        int a = random.Next(10), b = random.Next(10);
        place.InProject(random.Next(7) switch
        {
            0 => $"echo edit{i} > f{a}",
            1 => $"echo edit{i} >> f{a}",
            2 => $"rm -f f{a}",
            3 => $"[ -e f{a} ] && mv f{a} d/g{b}; true",
            4 => $"head -c {random.Next(300_000)} /dev/urandom > f{a}",
            5 => $"echo edit{i} > .new && mv .new f{a}; chmod +x f{a}",
            _ => $"mkdir -p e{a}/x && echo edit{i} > e{a}/x/y; rm -rf e{b}",
        });
    }

    private static string LineOf(Random random, int i) => random.Next(4) switch
    {
        0 => $"find . -type f ! -name lockstep.toml | LC_ALL=C sort; echo wrong{i} >&2; exit {random.Next(256)}",
        1 => "find . -type f ! -name lockstep.toml | LC_ALL=C sort | xargs cksum",
        2 => $"cat f{random.Next(10)} 2>/dev/null | tail -n 1 | cksum; printf 'no end'; exit {random.Next(3)}",
        _ => $"head -c {random.Next(200_000)} /dev/zero | tr '\\0' z; printf '%s' \"$0\" >&2; (exit {random.Next(9)})",
    };

    private static (int Exit, string Output, string Errors) Here(Workplace place, string line)
    {
        var start = new System.Diagnostics.ProcessStartInfo("sh", ["-c", line])
        {
            WorkingDirectory = place.Project, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : usual;
}
