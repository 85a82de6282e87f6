using Lockstep.InteropTests.Faults;
using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>What a watching client does about a connection that is lost, over a real ssh server.</summary>
public sealed class ConnectionTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Edits_made_while_ssh_was_gone_go_out_when_it_is_back()
    {
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("echo one > f; echo one > g");
        using WatchClient watch = place.StartWatch();
        await watch.UntilWatchingAsync(Cancellation);

        ProcessTree.Kill(ProcessTree.FindBelow(watch.Id, "ssh"));
        place.InProject("echo two > f; rm g; mkdir d; echo new > d/h");

        await watch.UntilWatchingAsync(Cancellation, times: 2);
        await watch.UntilAsync(() => place.DifferencesByRsync().Length == 0, Cancellation);
        Assert.Contains("\"disconnected\"", watch.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_was_killed_is_started_again()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("echo one > f");
        using WatchClient watch = place.StartWatch();
        await watch.UntilWatchingAsync(Cancellation);

        ProcessTree.Kill(ProcessTree.FindProgramBelow(server.Home));
        await watch.UntilWatchingAsync(Cancellation, times: 2);
        place.InProject("echo two, longer > f");

        await watch.UntilAsync(() => place.DifferencesByRsync().Length == 0, Cancellation);
    }

    [Fact]
    public async Task A_host_that_refuses_the_key_from_now_on_is_not_asked_again()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("echo one > f");
        using WatchClient watch = place.StartWatch();
        await watch.UntilWatchingAsync(Cancellation);

        File.WriteAllText(server.AuthorizedKeys, "");
        ProcessTree.Kill(ProcessTree.FindBelow(watch.Id, "ssh"));

        Assert.Equal(3, await watch.EndAsync(Cancellation));
        Assert.Single(server.Log, line => line.Contains("Connection closed by authenticating user", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_number_of_attempts_can_be_limited()
    {
        LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await using (server)
        {
            using var place = new Workplace(server);
            place.InProject("echo one > f");
            using WatchClient watch = place.StartWatch("--retry", "0");
            await watch.UntilWatchingAsync(Cancellation);

            ProcessTree.Kill(ProcessTree.FindBelow(watch.Id, "ssh"));

            Assert.Equal(3, await watch.EndAsync(Cancellation));
        }
    }

    [Fact]
    public async Task What_was_edited_on_the_target_is_never_overwritten_by_a_save()
    {
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("echo one > f; echo one > g");
        using WatchClient watch = place.StartWatch();
        await watch.UntilWatchingAsync(Cancellation);

        place.OnTarget("echo theirs and longer > f");
        place.InProject("echo mine > f");
        await watch.UntilAsync(() => watch.Said.Contains("\"event\":\"drift\"", StringComparison.Ordinal), Cancellation);
        place.InProject("echo mine > g");
        await watch.UntilAsync(() => File.ReadAllText(Path.Combine(place.Target, "g")) == "mine\n", Cancellation);

        Assert.Equal("theirs and longer\n", File.ReadAllText(Path.Combine(place.Target, "f")));
    }

    [Fact]
    public async Task What_becomes_ignored_while_watching_is_protected_and_not_deleted()
    {
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("mkdir .git; echo one > a.log; echo one > b.log; echo one > f");
        using WatchClient watch = place.StartWatch();
        await watch.UntilWatchingAsync(Cancellation);

        place.InProject("echo 'a.log' > .lockstepignore; echo two > a.log; echo two > b.log");
        await watch.UntilAsync(() => File.ReadAllText(Path.Combine(place.Target, "b.log")) == "two\n", Cancellation);
        place.InProject("printf '[project]\\nexclude = [\"b.log\"]\\n' > lockstep.toml; echo three > b.log; echo three > f; rm a.log");
        await watch.UntilAsync(() => File.ReadAllText(Path.Combine(place.Target, "f")) == "three\n", Cancellation);

        Assert.Equal("one\n", File.ReadAllText(Path.Combine(place.Target, "a.log")));
        Assert.Equal("two\n", File.ReadAllText(Path.Combine(place.Target, "b.log")));
    }
}
