using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>Issue 13, point 1: a connection that is kept for later commands, with no watch.</summary>
public sealed class LingeringTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Later_commands_use_the_connection_until_it_is_ended()
    {
        using var place = new CountedLogins(shared);
        Assert.Equal(0, (await place.RunAsync("push {target} --linger 10m --no-deploy")).Exit);
        place.Work.InProject("echo new > a");

        Assert.Equal("new\n", (await place.RunAsync("run {target} --linger 10m -- cat a")).Output);
        Assert.Equal(0, (await place.RunAsync("status {target}")).Exit);
        Assert.Equal(1, place.Logins);

        ClientResult ended = await place.RunAsync("disconnect {target}");
        Assert.Contains("disconnected from", ended.Output, StringComparison.Ordinal);
        Assert.Contains("no connection lingers", (await place.RunAsync("disconnect {target}")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await place.RunAsync("status {target}")).Exit);
        Assert.Equal(2, place.Logins);
    }

    [Fact]
    public async Task It_ends_by_itself_when_nobody_uses_it()
    {
        using var place = new CountedLogins(shared);
        place.Work.Environment["LOCKSTEP_LINGER"] = "50ms";
        Assert.Equal(0, (await place.RunAsync("push {target} --no-deploy")).Exit);

        string left;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
            left = (await place.RunAsync("disconnect {target} --json")).Output;
        }
        while (left.Contains("\"disconnect\"", StringComparison.Ordinal));

        Assert.Contains("summary", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_login_is_tried_once_and_told_as_ever()
    {
        using var place = new CountedLogins(shared);
        place.Work.Environment["LOCKSTEP_SSH"] += " -o PubkeyAuthentication=no";
        ClientResult expected = await place.RunAsync("push {target} --no-deploy");

        ClientResult result = await place.RunAsync("push {target} --linger 10m --no-deploy");

        Assert.Equal((expected.Exit, expected.Errors), (result.Exit, result.Errors));
        Assert.Equal(3, result.Exit);
        Assert.Equal(2, place.Logins);
    }

    [Fact]
    public async Task A_project_s_wish_to_let_connections_linger_has_to_be_trusted()
    {
        using var place = new CountedLogins(shared);
        place.Work.Environment.Remove("LOCKSTEP_TRUST");
        place.Work.InProject("printf '[connection]\\nlinger = \"15m\"\\n' > lockstep.toml");

        ClientResult refused = await place.RunAsync("status {target}");
        Assert.Equal(5, refused.Exit);
        Assert.Contains("[connection] linger = 900s", refused.Errors, StringComparison.Ordinal);

        Assert.Equal(0, (await place.RunAsync("status {target} --linger off")).Exit);
        Assert.Contains("no connection lingers", (await place.RunAsync("disconnect {target} --linger off")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_takes_the_place_of_a_lingering_connection()
    {
        using var place = new CountedLogins(shared);
        Assert.Equal(0, (await place.RunAsync("push {target} --linger 10m --no-deploy")).Exit);
        using WatchClient watch = await place.WatchAsync();
        place.Work.InProject("echo saved > a");

        Assert.Equal("saved\n", (await place.RunAsync("run {target} -- cat a")).Output);

        Assert.Equal(2, place.Logins);
        ClientResult kept = await place.RunAsync("disconnect {target}");
        Assert.Equal(1, kept.Exit);
        Assert.Contains($"process {watch.Id}", kept.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_reads_the_output_to_its_end_does_not_wait_for_the_connection()
    {
        using var place = new CountedLogins(shared);
        place.Work.Starter = ["sh", "-c", "\"$0\" \"$@\" 2>&1 | cat"];

        string said = (await place.RunAsync("push {target} --linger 10m --no-deploy")).Output;

        place.Work.Starter = [];
        Assert.Contains("run 1", said, StringComparison.Ordinal);
        Assert.Contains("disconnected", (await place.RunAsync("disconnect {target}")).Output, StringComparison.Ordinal);
    }
}
