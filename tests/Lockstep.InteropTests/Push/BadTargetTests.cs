using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>Targets that cannot be written to.</summary>
public sealed class BadTargetTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_root_that_is_a_file_is_told_and_left(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf x > x");
        Shell.Run("printf precious > app", place.TargetParent);
        ClientResult result = await place.PushAsync();
        Assert.Equal(5, result.Exit);
        Assert.Contains(place.Target, result.Errors, StringComparison.Ordinal);
        Assert.Contains("not a directory", result.Errors, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(place.Target, Cancellation));
    }

    [Fact]
    public async Task A_root_that_may_not_be_made_is_told()
    {
        using var place = new Workplace();
        place.InProject("printf x > x");
        UnprivilegedUser.Become(place);
        Shell.Run($"chmod 755 {Shell.Quote(place.TargetParent)}; chown 0:0 {Shell.Quote(place.TargetParent)}; chmod 555 {Shell.Quote(place.TargetParent)}");
        ClientResult result = await place.PushAsync();
        Assert.Equal(1, result.Exit);
        Assert.Contains(place.Target, result.Errors, StringComparison.Ordinal);
        Assert.Contains("permission denied", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Target));
    }

    [Theory]
    [InlineData("/", "the root of the whole file system")]
    [InlineData("HOME", "home directory")]
    public async Task Roots_nobody_can_mean_are_refused(string root, string words)
    {
        using var place = new Workplace();
        place.InProject("printf x > x");
        ClientResult result = await place.RunAsync("-C", place.Project, "push", root == "HOME" ? place.Home : root);
        Assert.Equal(5, result.Exit);
        Assert.Contains(words, result.Errors, StringComparison.Ordinal);

        // What the client itself remembers is all that may stand there.
        Assert.DoesNotContain(Directory.GetFileSystemEntries(place.Home), entry => Path.GetFileName(entry) != ".local");
    }

    [Fact]
    public async Task A_full_disk_leaves_the_root_as_it_was_and_tells_how_much_was_missing()
    {
        using var place = new Workplace();
        using var disk = new SmallDisk(place.TargetParent, "8m");
        place.Starter = disk.Starter;
        place.InProject("printf 1 > f; printf g > g");
        await place.PushedAsync();
        string root = disk.Run($"cd {Shell.Quote(place.Target)}; find . -printf '%p %i %s %T@ %C@\\n' | sort");
        place.InProject("printf 2 > f; rm g; for i in 1 2 3 4 5 6; do head -c 3000000 /dev/urandom > big$i; done");
        ClientResult result = await place.PushAsync();
        Assert.Equal(1, result.Exit);
        Assert.Matches("no space left: 1[0-9] MB were still to be written and [0-9]+ (bytes|kB|MB) are free", result.Errors);
        Assert.Contains("Nothing in its root has changed", result.Errors, StringComparison.Ordinal);
        Assert.Equal(root, disk.Run($"cd {Shell.Quote(place.Target)}; find . -printf '%p %i %s %T@ %C@\\n' | sort"));
        Assert.Equal("", disk.Run($"find {Shell.Quote(place.State)}/stage -type f"));

        place.InProject("rm big*");
        await place.PushedAsync();
        Assert.Equal("2", disk.Run($"cat {Shell.Quote(place.Target)}/f"));
    }

    [Fact]
    public async Task A_second_push_is_told_who_is_at_it()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        using RunningClient first = place.Start(
            "-C", place.Project, "push", place.Address, "--deploy", "echo waiting; while [ ! -e go ]; do sleep 0.02; done");
        await first.WaitForLineAsync(line => line == "deploy| waiting", Cancellation);
        place.InProject("printf y > y");
        ClientResult second = await place.PushAsync();
        Assert.Equal(1, second.Exit);
        Assert.Contains("another command is at work on this target", second.Errors, StringComparison.Ordinal);
        Assert.Contains("@", second.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(place.Target, "y")));
        place.OnTarget(": > go");
        Assert.Equal(0, (await first.EndAsync(Cancellation)).Exit);
        await place.PushedAsync();
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Names_of_project_and_target_are_safe_whatever_is_in_them(Reach reach)
    {
        const string Name = "it's a \"$HOME\" `id` \\ name;\nand * more";
        using var place = new Workplace(reach == Reach.Ssh ? shared.Server : null, $"local {Name}", $"remote {Name}");
        place.InProject("mkdir d; printf x > d/x; printf '[project]\nname = \"plain\"\n' > lockstep.toml");
        ClientResult result = await place.PushedAsync("--deploy", "cat d/x; printf %s \"$LOCKSTEP_TARGET\" > /dev/null");
        Assert.Equal("x", result.EventsOf("output").Single().GetProperty("text").GetString());
        Assert.Equal("", place.DifferencesByRsync());
    }
}
