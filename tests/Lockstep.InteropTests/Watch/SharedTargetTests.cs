using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>
/// Issue 11, D19: commands beside a running watch, each over its own ssh connection. A watch holds the target's lock
/// while it makes a run or deploys, and
/// not while it waits.
/// </summary>
public sealed class SharedTargetTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_client_pushes_and_undoes_beside_an_idle_watch_whose_next_save_goes_out()
    {
        using Workplace ann = Workplace.For(Reach.Ssh, shared);
        using Workplace bob = Workplace.For(Reach.Ssh, shared);
        ann.InProject("echo one > a; echo one > b; git init --quiet . && git -c user.name=a -c user.email=a@b commit --quiet --allow-empty -m nothing");
        bob.InProject($"git clone --quiet {Shell.Quote(ann.Project)} . && cp {Shell.Quote(ann.Project)}/? .");
        using WatchClient watch = ann.StartWatch();
        await watch.UntilWatchingAsync(Cancellation);
        await Bob("push", "--yes");

        bob.InProject("echo bob > b; echo bob > c");
        await Bob("push");
        bob.InProject("echo wrong > c");
        await Bob("push");
        await Bob("undo", "--yes");
        ann.InProject("echo ann > a");
        await watch.UntilAsync(() => OnTarget("a") == "ann\n" && watch.Said.Contains("kept: ", StringComparison.Ordinal), Cancellation);

        Assert.Equal(("bob\n", "bob\n"), (OnTarget("b"), OnTarget("c")));
        Assert.DoesNotContain("disconnected", watch.Said, StringComparison.Ordinal);
        Assert.Matches("kept: [12] changed by .* in run ", watch.Said);

        async Task Bob(params string[] words)
        {
            ClientResult result = await bob.RunAsync(["-C", bob.Project, words[0], ann.Address, .. words[1..], .. words[0] is "push" ? (string[])["--no-deploy"] : []]);
            Assert.True(result.Exit == 0, $"{string.Join(' ', words)}: {result.Errors}\n{watch.Tail}");
        }

        string OnTarget(string name) => Path.Combine(ann.Target, name) is var path && File.Exists(path) ? File.ReadAllText(path) : "";
    }

    [Fact]
    public async Task Ones_own_push_run_and_undo_work_beside_ones_own_watch()
    {
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("echo one > a; echo one > b");
        using WatchClient watch = place.StartWatch();
        await watch.UntilWatchingAsync(Cancellation);

        await OwnAsync("push", place.Address, "--no-deploy");
        Assert.Equal("one\n", (await OwnAsync("run", place.Address, "--", "cat", "a")).Output);
        place.InProject("echo two > a");
        await watch.UntilAsync(() => File.ReadAllText(Path.Combine(place.Target, "a")) == "two\n", Cancellation);
        await OwnAsync("undo", place.Address);
        Assert.Equal("one\n", File.ReadAllText(Path.Combine(place.Target, "a")));
        place.InProject("echo three > a");
        await watch.UntilAsync(() => File.ReadAllText(Path.Combine(place.Target, "a")) == "three\n", Cancellation);

        Assert.DoesNotContain("kept: ", watch.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("disconnected", watch.Said, StringComparison.Ordinal);

        async Task<ClientResult> OwnAsync(params string[] words)
        {
            ClientResult result = await place.RunAsync(["-C", place.Project, .. words]);
            Assert.True(result.Exit == 0, $"{string.Join(' ', words)}: {result.Errors}\n{watch.Tail}");
            return result;
        }
    }

    [Fact]
    public async Task A_push_during_a_deploy_of_the_watch_is_told_whose_it_is_and_waits_if_it_shall()
    {
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("echo one > a");
        using WatchClient watch = place.StartWatch("--deploy", "echo deploying; while [ ! -e ../go ]; do sleep 0.02; done");
        await watch.UntilAsync(() => watch.Said.Contains("\"deploying", StringComparison.Ordinal), Cancellation);

        ClientResult refused = await place.RunAsync(["-C", place.Project, "push", place.Address, "--no-deploy"]);
        Assert.Equal(1, refused.Exit);
        Assert.Matches(
            @"another command is at work on this target: held by .*@.* \(process \d+\) since .* UTC, for lockstep watch \(process \d+\)\. Wait until it is done", refused.Errors);

        using WatchClient waiting = place.StartWatchOf("-C", place.Project, "push", place.Address, "--no-deploy", "--wait", "5m");
        await waiting.UntilAsync(() => waiting.Said.Contains("waiting for another command", StringComparison.Ordinal), Cancellation);
        place.OnTarget(": > ../go");
        Assert.Equal(0, await waiting.EndAsync(Cancellation));
    }
}
