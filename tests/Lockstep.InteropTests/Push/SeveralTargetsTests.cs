using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>Pushes to several targets over real ssh.</summary>
public sealed class SeveralTargetsTests
{
    private const int StagedWhenStopped = 3_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_target_that_is_stopped_delays_no_other_and_is_in_step_when_it_goes_on()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("mkdir many; for i in $(seq 300); do head -c 20000 /dev/urandom > many/$i; seq $i 4000 > many/$i.txt; done; head -c 20000000 /dev/urandom > zlarge");
        string[] names = ["a", "stopped", "c"];
        await File.WriteAllTextAsync(
            Path.Combine(place.Project, "lockstep.toml"),
            string.Concat(names.Select(name => $"[target.{name}]\naddress = '{LoopbackSshServer.Host}:{place.TargetParent}/{name}'\n")) + "[group]\nall = ['a', 'stopped', 'c']\n",
            Cancellation);

        using RunningClient client = place.Start("-C", place.Project, "--json", "push", "all", "--no-deploy", "--bwlimit", "15MB/s");
        string stage = Path.Combine(place.TargetParent, ".lockstep", "stopped", "stage");
        while (!Directory.Exists(stage) || StagedIn(stage) < StagedWhenStopped)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        int agent = AgentProcess.Of(server, Path.GetDirectoryName(stage)!);
        Shell.Run($"kill -STOP {agent}");
        string[] first = [await SummaryAsync(client), await SummaryAsync(client)];
        Assert.Equal(["a", "c"], first.Order());

        Shell.Run($"kill -CONT {agent}");
        Assert.Equal("stopped", await SummaryAsync(client));
        ClientResult result = await client.EndAsync(Cancellation);
        Assert.True(result.Exit == 0, $"exit code {result.Exit}\n{result.Output}\n{result.Errors}");
        Assert.All(names, name => Assert.Equal("", TreeJudge.DifferencesByRsync(place.Project, Path.Combine(place.TargetParent, name))));
    }

    [Fact]
    public async Task A_dead_host_is_told_and_the_others_are_in_step()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("mkdir d; seq 1000 > d/f; echo lockstep > g");

        ClientResult result = await place.RunAsync(
            "-C", place.Project, "--json", "push", "--no-deploy", $"{LoopbackSshServer.Host}:{place.TargetParent}/a", "nobody@127.0.0.1:x", $"{LoopbackSshServer.Host}:{place.TargetParent}/c");

        Assert.Equal(3, result.Exit);
        Assert.Equal([0, 0, 3], result.EventsOf("summary").Select(summary => summary.GetProperty("exit").GetInt32()).Order());
        Assert.All(["a", "c"], name => Assert.Equal("", TreeJudge.DifferencesByRsync(place.Project, Path.Combine(place.TargetParent, name))));
    }

    /// <summary>The target of the next summary.</summary>
    private static async Task<string> SummaryAsync(RunningClient client) =>
        JsonElement.Parse(await client.WaitForLineAsync(line => line.Contains("\"summary\"", StringComparison.Ordinal), Cancellation)).GetProperty("target").GetString()!;

    private static long StagedIn(string stage)
    {
        try
        {
            return Directory.EnumerateFiles(stage, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        }
        catch (IOException)
        {
            // It is being written, and put in place.
            return 0;
        }
    }
}
