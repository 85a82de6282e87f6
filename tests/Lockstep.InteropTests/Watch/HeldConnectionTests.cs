using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>Issue 13, point 1: commands beside a running watch go over its connection, with no login of their own.</summary>
public sealed class HeldConnectionTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Commands => new()
    {
        { "push {target} --no-deploy", 0, "" },
        { "push -n {target}", 0, "" },
        { "run {target} -- cat a", 0, "one\n" },
        { "run {target} -- sh -c 'echo said; echo wrong >&2; exit 7'", 7, "said\n" },
        { "status {target}", 0, "" },
        { "diff {target}", 0, "" },
        { "history {target}", 0, "" },
        { "deploy {target} --deploy 'echo deployed'", 0, "" },
        { "pull {target} b", 0, "" },
        { "undo {target} --yes --no-deploy", 0, "" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_beside_a_watch_needs_no_login(string line, int exit, string output)
    {
        using var place = new CountedLogins(shared);
        using WatchClient watch = await place.WatchAsync();

        ClientResult result = await place.RunAsync(line);

        Assert.True(result.Exit == exit, $"{line}: {result.Exit}\n{result.Errors}\n{watch.Tail}");
        Assert.Equal(1, place.Logins);
        Assert.True(output.Length == 0 || result.Output == output, result.Output);
    }

    [Fact]
    public async Task A_command_sees_every_save_before_it_and_the_watch_goes_on()
    {
        using var place = new CountedLogins(shared);
        using WatchClient watch = await place.WatchAsync();
        for (int i = 0; i < 20; i++)
        {
            place.Work.InProject($"echo save{i} > a");
            Assert.Equal($"save{i}\n", (await place.RunAsync("run {target} -- cat a")).Output);
        }

        place.Work.InProject("echo last > b");
        await watch.UntilAsync(() => File.ReadAllText(Path.Combine(place.Work.Target, "b")) == "last\n", Cancellation);
        Assert.Equal(1, place.Logins);
        Assert.DoesNotContain("disconnected", watch.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_the_watch_does_not_have_are_not_passed_over()
    {
        using var place = new CountedLogins(shared);
        using WatchClient watch = await place.WatchAsync();
        place.Work.InProject("echo three > .hidden");

        Assert.NotEqual(0, (await place.RunAsync("run {target} -- cat .hidden")).Exit);
        Assert.Equal("three\n", (await place.RunAsync("run --hidden {target} -- cat .hidden")).Output);
        Assert.Equal(1, place.Logins);
    }

    [Fact]
    public async Task What_the_watch_could_not_send_is_told_by_the_push()
    {
        using var place = new CountedLogins(shared);
        using WatchClient watch = await place.WatchAsync();
        place.Work.OnTarget($"echo theirs > {Shell.Quote(place.Work.Target)}/a");
        place.Work.InProject("echo mine > a");

        ClientResult result = await place.RunAsync("push {target} --no-deploy");

        Assert.Equal(5, result.Exit);
        Assert.Contains("a", result.Errors, StringComparison.Ordinal);
        Assert.Equal("theirs\n", File.ReadAllText(Path.Combine(place.Work.Target, "a")));
    }

    [Fact]
    public async Task Output_of_any_length_comes_whole_though_the_watch_is_busy()
    {
        using var place = new CountedLogins(shared);
        using WatchClient watch = await place.WatchAsync();
        Task<ClientResult> running = place.RunAsync("run {target} -- sh -c 'head -c 19999999 /dev/zero; echo'");
        while (!running.IsCompleted)
        {
            place.Work.InProject("head -c 300000 /dev/urandom > b");
        }

        Assert.Equal((0, 20_000_000), ((await running).Exit, (await running).Output.Length));
        Assert.Equal(1, place.Logins);
    }

    [Fact]
    public async Task Without_a_watch_and_after_one_a_command_logs_in_itself()
    {
        using var place = new CountedLogins(shared);
        Assert.Equal(0, (await place.RunAsync("push {target} --no-deploy")).Exit);
        Assert.Equal(1, place.Logins);
        using (WatchClient watch = await place.WatchAsync())
        {
            Shell.Run($"kill -KILL {watch.Id}", place.Work.Directory);
            await watch.EndAsync(Cancellation);
        }

        Assert.Equal(0, (await place.RunAsync("push {target} --no-deploy")).Exit);
        Assert.Equal(3, place.Logins);
    }

    [Fact]
    public async Task Forwarded_ports_need_a_connection_of_their_own()
    {
        using var place = new CountedLogins(shared);
        using WatchClient watch = await place.WatchAsync();

        ClientResult result = await place.RunAsync($"run -L {place.Work.Directory}/forwarded:127.0.0.1:1 {{target}} -- true");

        Assert.True(result.Exit == 0, result.Errors);
        Assert.Equal(2, place.Logins);
    }
}
