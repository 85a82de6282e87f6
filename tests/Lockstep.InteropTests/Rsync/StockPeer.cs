using System.Diagnostics;
using Lockstep.Rsync;
using Lockstep.Rsync.Links;
using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>The machine's rsync, as a judge and as a peer of ours.</summary>
internal static class StockPeer
{
    public static string Program => BuiltPrograms.Installed("/usr/bin/rsync", "rsync");

    /// <summary>Runs it; gives its exit code and all it said.</summary>
    public static (int Exit, string Said) Run(params string[] words)
    {
        var start = new ProcessStartInfo(Program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    /// <summary>What the judge would still change; empty when both trees are equal.</summary>
    public static string Differences(string source, string target) => Run("-aicnH", "--delete", source + "/", target + "/").Said;

    /// <summary>A stand-in for ssh that runs the command here.</summary>
    public static string Shell(TemporaryDirectory place)
    {
        string script = place["shell"];
        File.WriteAllText(script, "#!/bin/sh\n[ \"$1\" = -l ] && shift 2\nshift\nexec /bin/sh -c \"$*\"\n");
        File.SetUnixFileMode(script, (UnixFileMode)0x1c0);
        return script;
    }

    /// <summary>Runs ours as the client.</summary>
    public static async Task<(int Exit, string Said)> RunOursAsync(params string[] words)
    {
        var console = new CollectingConsole();
        int exit = await RsyncClient.RunAsync(RsyncInvocationReader.Read(words, _ => null), console, TestContext.Current.CancellationToken);
        return (exit, console.Said);
    }

    /// <summary>Runs the stock client with ours as its server; gives the client's exit code and words, and the server's code.</summary>
    public static (int Exit, string Said, int Served) RunAgainstOurs(params string[] words)
    {
        using var place = new TemporaryDirectory();
        Execute("/usr/bin/mkfifo", place["up"], place["down"]);
        string script = place["shell"];
        File.WriteAllText(
            script,
            $"#!/bin/sh\n[ \"$1\" = -l ] && shift 2\nshift 2\nprintf '%s' \"$*\" > {place["words"]}\n"
            // As with ssh, the end of the server is the end, though the client has not closed its side.
            + $"exec 3<&0\ncat <&3 > {place["up"]} &\ncat < {place["down"]}\nkill $!\n");
        File.SetUnixFileMode(script, (UnixFileMode)0x1c0);
        int served = -1;
        var console = new CollectingConsole();
        var server = new Thread(() => served = Serve(place, console)) { IsBackground = true };
        server.Start();
        (int exit, string said) = Run([.. words, "--blocking-io", "-e", script]);
        server.Join();
        return (exit, said + console.Said, served);
    }

    private static void Execute(string program, params string[] words)
    {
        using Process process = Process.Start(program, words);
        process.WaitForExit();
    }

    private static int Serve(TemporaryDirectory place, IRsyncConsole console)
    {
        // Opening waits for the other end, and the words are there by then.
        var input = new FileStream(place["up"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var output = new FileStream(place["down"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using var link = new StreamLink(input, output);
        RsyncInvocation invocation = RsyncInvocationReader.Read(File.ReadAllText(place["words"]).Split(' '), _ => null);
        return new ServerRun(invocation, link, console).Run(TestContext.Current.CancellationToken);
    }

    private sealed class StreamLink(Stream input, Stream output) : IRsyncLink
    {
        public Stream Input => input;

        public Stream Output => output;

        public void Abort() => Dispose();

        public int AwaitEnd() => 0;

        public void Dispose()
        {
            output.Dispose();
            input.Dispose();
        }
    }

    private sealed class CollectingConsole : IRsyncConsole
    {
        private readonly List<string> _lines = [];

        public string Said
        {
            get
            {
                lock (_lines)
                {
                    return string.Join('\n', _lines);
                }
            }
        }

        public void Write(RsyncChannel channel, string text)
        {
            lock (_lines)
            {
                _lines.Add(text);
            }
        }

        public void Progress(string text, bool isFinal)
        {
        }
    }
}
