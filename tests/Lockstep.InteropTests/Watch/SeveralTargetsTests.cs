using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>Several targets that are watched over real ssh, some of which get into trouble.</summary>
public sealed class SeveralTargetsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_stopped_and_one_that_is_killed_delay_no_other_and_all_are_the_same_in_the_end()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("mkdir d; for i in $(seq 200); do echo $i > d/$i; done");
        string[] names = ["steady", "stopped", "killed"];
        await File.WriteAllTextAsync(
            Path.Combine(place.Project, "lockstep.toml"),
            string.Concat(names.Select(name => $"[target.{name}]\naddress = '{LoopbackSshServer.Host}:{RootOf(place, name)}'\n")) + "[group]\nall = ['steady', 'stopped', 'killed']\n",
            Cancellation);
        using var watch = place.StartWatchOf("-C", place.Project, "--json", "watch", "all", "--no-deploy");
        await watch.UntilWatchingAsync(Cancellation, times: names.Length);

        int stopped = AgentProcess.Of(server, StateOf(place, "stopped"));
        try
        {
            Shell.Run($"kill -STOP {stopped}; kill -KILL {AgentProcess.Of(server, StateOf(place, "killed"))}");
            for (int i = 0; i < 20; i++)
            {
                string text = $"edit {i}\n";
                place.InProject($"printf '{text}' > .new; mv .new d/7; echo {i} > new{i}");
                await watch.UntilAsync(() => ReadOf(place, "steady", "d/7") == text, Cancellation);
            }

            await watch.UntilAsync(() => ReadOf(place, "killed", "d/7") == "edit 19\n", Cancellation);
            Assert.NotEqual("edit 19\n", ReadOf(place, "stopped", "d/7"));
        }
        finally
        {
            Shell.Run($"kill -CONT {stopped}");
        }

        place.InProject("rm d/1??; echo end > end");
        await watch.UntilAsync(() => names.All(name => TreeJudge.DifferencesByRsync(place.Project, RootOf(place, name)).Length == 0), Cancellation);
        Assert.Equal(130, await watch.InterruptAsync(Cancellation));
        Assert.Equal(names.Length, watch.Said.Split("\"event\":\"summary\"").Length - 1);
    }

    private static string RootOf(Workplace place, string name) => Path.Combine(place.TargetParent, name);

    private static string StateOf(Workplace place, string name) => Path.Combine(place.TargetParent, ".lockstep", name);

    private static string? ReadOf(Workplace place, string name, string path) =>
        Path.Combine(RootOf(place, name), path) is var file && File.Exists(file) ? File.ReadAllText(file) : null;
}
