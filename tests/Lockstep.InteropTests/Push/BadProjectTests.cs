using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>Projects that cannot be read, or not as they should.</summary>
public sealed class BadProjectTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_project_is_told()
    {
        using var place = new Workplace();
        string missing = Path.Combine(place.Directory, "nowhere");
        ClientResult result = await place.RunAsync("-C", missing, "push", place.Target);
        Assert.Equal(5, result.Exit);
        Assert.Contains($"{missing} does not exist", result.Errors, StringComparison.Ordinal);
        Assert.Contains("-C", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Target));
    }

    [Fact]
    public async Task An_empty_project_is_refused()
    {
        using var place = new Workplace();
        place.InProject("printf x > x");
        await place.PushedAsync();
        place.InProject("rm x");
        ClientResult result = await place.PushAsync();
        Assert.Equal(5, result.Exit);
        Assert.Contains("no entry to send", result.Errors, StringComparison.Ordinal);
        Assert.Equal("x", place.OnTarget("cat x"));
        Assert.Equal(1, (await place.PushedAsync("--yes")).Count("deleted"));
    }

    [Theory]
    [InlineData("[project]\nexlude = []\n", "lockstep.toml:2:1", "'exlude'", "did you mean 'exclude'")]
    [InlineData("[deploy]\ntimeout = 10\n", "lockstep.toml:2:", "timeout")]
    [InlineData("[target.prod]\n", "lockstep.toml:1:", "address")]
    [InlineData("[project\n", "lockstep.toml:1:")]
    public async Task A_mistake_in_the_settings_is_told_with_its_place(string settings, params string[] words)
    {
        using var place = new Workplace();
        await File.WriteAllTextAsync(Path.Combine(place.Project, "lockstep.toml"), settings, Cancellation);
        ClientResult result = await place.RunAsync("-C", place.Project, "push", place.Target);
        Assert.Equal(2, result.Exit);
        Assert.All(words, word => Assert.Contains(word, result.Errors, StringComparison.Ordinal));
        Assert.False(Directory.Exists(place.Target));
    }

    [Fact]
    public async Task A_mistyped_option_is_told_with_the_one_that_was_meant()
    {
        using var place = new Workplace();
        ClientResult result = await place.RunAsync("-C", place.Project, "push", place.Target, "--dry-rum");
        Assert.Equal(2, result.Exit);
        Assert.Contains("did you mean '--dry-run'?", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_listed_and_all_else_is_done_and_nothing_there_deleted()
    {
        using var place = new Workplace();
        place.InProject("printf 1 > open; printf 1 > closed; mkdir shut; printf 1 > shut/in");
        UnprivilegedUser.Become(place);
        await place.PushedAsync();
        place.InProject("printf 22 > open; printf 22 > closed; chmod 000 closed shut");
        ClientResult result = await place.PushAsync();
        Assert.Equal(4, result.Exit);
        Assert.Equal(["closed", "shut"], result.EventsOf("problem").Select(problem => problem.GetProperty("path").GetString()!).Order());
        Assert.All(result.EventsOf("problem"), problem => Assert.Contains("permission denied", problem.GetProperty("cause").GetString(), StringComparison.Ordinal));
        Assert.Equal((2, 4), (result.Count("problems"), result.Count("exit")));
        Assert.Equal("22 1 1", place.OnTarget("cat open; printf ' '; cat closed; printf ' '; cat shut/in"));
        place.InProject("chmod 644 closed; chmod 755 shut");
        await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Fact]
    public async Task Files_that_change_or_vanish_while_they_are_sent_are_told_and_come_with_the_next_push()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("mkdir a; head -c 6000000 /dev/urandom > a/first; head -c 3000000 /dev/urandom > m; printf v > vanishing; printf z > z");
        await place.PushedAsync("--dry-run");
        using RunningClient client = place.Start("-C", place.Project, "--json", "push", place.Address, "--bwlimit", "4MB/s", "--compress", "none");
        await client.WaitForLineAsync(line => line.Contains("\"phase\":\"transfer\",\"files\":0", StringComparison.Ordinal), Cancellation);
        place.InProject("printf more >> a/first; rm vanishing");
        ClientResult result = await client.EndAsync(Cancellation);
        Assert.Equal(4, result.Exit);
        Assert.Equal(["a/first", "vanishing"], result.EventsOf("problem").Select(problem => problem.GetProperty("path").GetString()!).Order());
        Assert.Equal("z", place.OnTarget("cat z"));
        await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_told_and_all_else_is_done()
    {
        using var place = new Workplace();
        place.InProject("""
            n=$(printf '%0250d' 0)
            deep() { d=.; for i in $(seq $1); do d=$d/$n; done; echo $d; }
            mkdir -p head/$(deep 9) tail/$(deep 8)
            printf x > x; printf deep > tail/$(deep 8)/deep
            mv tail head/$(deep 9)
            """);
        ClientResult result = await place.PushAsync();
        Assert.Equal(4, result.Exit);
        string cause = Assert.Single(result.EventsOf("problem")).GetProperty("cause").GetString()!;
        Assert.Contains("the most is 4095", cause, StringComparison.Ordinal);
        Assert.Contains("shorten", cause, StringComparison.Ordinal);
        Assert.Equal("x", place.OnTarget("cat x"));
    }

    [Fact]
    public async Task Fifos_and_sockets_are_passed_over()
    {
        using var place = new Workplace();
        place.InProject("mkfifo pipe; printf x > x");
        ClientResult result = await place.RunAsync("-C", place.Project, "push", place.Target);
        Assert.Equal(0, result.Exit);
        Assert.Equal("./x\n", place.OnTarget("find . ! -name ."));
    }
}
