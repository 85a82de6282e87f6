using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>A push that was cut off while it staged: the target is as it was, and the next push goes on where this one was.</summary>
public sealed class InterruptionTests
{
    private const int FileCount = 400;
    private const int FileLength = 20_000;
    private const int LargeLength = 50_000_000;
    private const int Staged = LargeLength / 2;
    private const int Slack = 1_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client", "KILL")]
    [InlineData("agent", "KILL")]
    [InlineData("client", "INT")]
    public async Task What_was_staged_is_not_sent_again(string whom, string signal)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf 1 > f");
        await place.PushedAsync();
        string root = TreeJudge.Describe(place.Target);
        place.InProject($"printf 2 > f; mkdir many; for i in $(seq {FileCount}); do head -c {FileLength} /dev/urandom > many/$i; done; head -c {LargeLength} /dev/urandom > zlarge");

        using (RunningClient client = place.Start("-C", place.Project, "--json", "push", place.Address, "--compress", "none", "--bwlimit", "30MB/s"))
        {
            await StagedAsync(place, Staged);
            if (whom == "client")
            {
                client.Signal(signal);
            }
            else
            {
                Shell.Run($"for p in /proc/[0-9]*; do case $(readlink $p/exe) in {server.Home}/*) kill -{signal} ${{p#/proc/}};; esac; done");
            }

            ClientResult cut = await client.EndAsync(Cancellation);
            Assert.Equal((whom, signal) switch { ("agent", _) => 3, (_, "INT") => 130, _ => 137 }, cut.Exit);
        }

        Assert.Equal(root, TreeJudge.Describe(place.Target));
        await UnlockedAsync(place);
        ClientResult resumed = await place.PushedAsync("--compress", "none");
        Assert.InRange(resumed.Count("bytes_sent"), 1, (FileCount * FileLength) + LargeLength - Staged + Slack);
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Equal("", Shell.Run("find stage -type f", place.State));
    }

    /// <summary>Waits until so much is staged.</summary>
    private static async Task StagedAsync(Workplace place, long bytes)
    {
        string stage = Path.Combine(place.State, "stage");
        while (!Directory.Exists(stage) || Directory.EnumerateFiles(stage, "*", SearchOption.AllDirectories).Sum(LengthOf) < bytes)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Waits until the agent, which lives a little longer than its client, has left the target.</summary>
    private static async Task UnlockedAsync(Workplace place)
    {
        using System.Diagnostics.Process waiting = System.Diagnostics.Process.Start(BuiltPrograms.Installed("/usr/bin/flock", "util-linux"), ["--wait", "60", Path.Combine(place.State, "lock"), "true"]);
        await waiting.WaitForExitAsync(Cancellation);
        Assert.Equal(0, waiting.ExitCode);
    }

    private static long LengthOf(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
