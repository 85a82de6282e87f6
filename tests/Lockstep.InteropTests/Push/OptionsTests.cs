using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>The options of a push, each by what it makes of the target.</summary>
public sealed class OptionsTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_never_pushed_stays_and_mirror_removes_it()
    {
        using var place = new Workplace();
        place.InProject("printf p > p; mkdir d; printf i > d/i; printf '*.log\n' > .gitignore");
        await place.PushedAsync();
        place.OnTarget("printf own > own; printf own > d/own; printf log > d/x.log; mkdir -p foreign/deep; printf f > foreign/deep/f; printf h > .hidden");
        ClientResult kept = await place.PushedAsync();
        Assert.Equal("own", place.OnTarget("cat own"));
        Assert.Empty(kept.Changes);

        ClientResult mirrored = await place.PushedAsync("--mirror");
        Assert.Equal(["delete d/own", "delete foreign", "delete foreign/deep", "delete foreign/deep/f", "delete own"], mirrored.Changes.Order(StringComparer.Ordinal));
        Assert.Equal("./.hidden\n./d/i\n./d/x.log\n./p\n", place.OnTarget("find . -type f | sort"));
    }

    [Fact]
    public async Task No_delete_keeps_what_the_project_no_longer_has_until_a_push_may_delete()
    {
        using var place = new Workplace();
        place.InProject("printf a > a; printf b > b");
        await place.PushedAsync();
        place.InProject("rm a");
        Assert.Empty((await place.PushedAsync("--no-delete")).Changes);
        Assert.True(File.Exists(Path.Combine(place.Target, "a")));
        Assert.Equal(["delete a"], (await place.PushedAsync()).Changes);
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Fact]
    public async Task More_deletions_than_allowed_are_refused()
    {
        using var place = new Workplace();
        place.InProject("for i in $(seq 30); do echo $i > f$i; done; printf keep > keep");
        await place.PushedAsync();
        place.InProject("rm f*");
        string server = TreeJudge.Describe(place.Target);

        ClientResult tooMany = await place.PushAsync();
        Assert.Equal(5, tooMany.Exit);
        Assert.Contains("30 entries would be deleted", tooMany.Errors, StringComparison.Ordinal);
        Assert.Contains("--yes", tooMany.Errors, StringComparison.Ordinal);
        ClientResult overLimit = await place.PushAsync("--max-delete", "29");
        Assert.Equal(5, overLimit.Exit);
        Assert.Contains("--max-delete allows 29", overLimit.Errors, StringComparison.Ordinal);
        Assert.Equal(server, TreeJudge.Describe(place.Target));

        Assert.Equal(30, (await place.PushedAsync("--max-delete", "30")).Count("deleted"));
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Fact]
    public async Task Yes_allows_many_deletions()
    {
        using var place = new Workplace();
        place.InProject("for i in $(seq 30); do echo $i > f$i; done; printf keep > keep");
        await place.PushedAsync();
        place.InProject("rm f*");
        Assert.Equal(30, (await place.PushedAsync("--yes")).Count("deleted"));
    }

    [Fact]
    public async Task An_edit_that_size_and_time_hide_is_sent_and_checksum_finds_nothing_left()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf one > f; touch -d 2020-01-01 f");
        await place.PushedAsync();
        place.InProject("printf two > f; touch -d 2020-01-01 f");
        Assert.Equal(["update f"], (await place.PushedAsync()).Changes);
        Assert.Equal("two", place.OnTarget("cat f"));
        Assert.Empty((await place.PushedAsync("--checksum")).Changes);
    }

    [Theory]
    [InlineData("", "a.c build/o.o build/keep/k src/b.c", "")]
    [InlineData("hidden", ".env .gitignore a.c build/o.o build/keep/k src/b.c src/.h", "--hidden")]
    [InlineData("exclude", "a.c src/b.c", "--exclude", "build")]
    [InlineData("include below an excluded directory", "a.c build/keep/k src/b.c", "--exclude", "build", "--include", "build/keep")]
    [InlineData("the last one wins", "a.c src/b.c", "--include", "build/keep", "--exclude", "build")]
    [InlineData("include what is hidden", ".env a.c build/o.o build/keep/k src/b.c", "--include", ".env")]
    [InlineData("include what is ignored", "a.c build/o.o build/keep/k src/b.c x.log", "--include", "*.log")]
    [InlineData("without git's rules", "a.c build/o.o build/keep/k src/b.c x.log", "--no-gitignore")]
    public async Task Choices_decide_what_is_sent(string name, string expected, params string[] options)
    {
        using var place = new Workplace();
        place.InProject("mkdir -p build/keep src; printf '*.log\n' > .gitignore; for f in a.c .env build/o.o build/keep/k src/b.c src/.h x.log; do echo $f > $f; done");
        await place.PushedAsync([.. options.Where(option => option.Length > 0)]);
        string found = place.OnTarget("find . -type f -printf '%P\\n' | sort | tr '\\n' ' '").TrimEnd();
        Assert.True(string.Join(' ', expected.Split(' ').Order(StringComparer.Ordinal)) == found, $"{name}: {found}");
    }

    [Theory]
    [InlineData("--compress", "none", 400_000, 600_000)]
    [InlineData("--compress", "1", 1, 250_000)]
    [InlineData("--compress", "19", 1, 150_000)]
    [InlineData("--bwlimit", "2MB/s", 1, 600_000)]
    public async Task Contents_arrive_however_they_are_compressed(string option, string value, long least, long most)
    {
        using var place = new Workplace(shared.Server);
        place.InProject("seq 70000 | head -c 400000 > numbers; mkdir many; for i in $(seq 300); do echo content of $i > many/$i; done");
        await place.PushedAsync("--dry-run");
        ClientResult result = await place.PushedAsync(option, value);
        Assert.Equal("", place.DifferencesByRsync());
        Assert.InRange(result.Count("bytes_sent"), least, most);
    }

    [Fact]
    public async Task A_protected_file_stays_whatever_becomes_of_the_project()
    {
        using var place = new Workplace();
        place.InProject("printf p > p; printf 'data/\n' > .gitignore; mkdir data; printf mine > data/d");
        await place.PushedAsync();
        Assert.False(Directory.Exists(Path.Combine(place.Target, "data")));
        place.OnTarget("mkdir data; printf theirs > data/d; printf secret > .env");
        await place.PushedAsync();
        await place.PushedAsync("--mirror");
        Assert.Equal("theirs secret", $"{place.OnTarget("cat data/d")} {place.OnTarget("cat .env")}");
    }

    [Fact]
    public async Task A_vanished_directory_stays_while_it_holds_protected_entries()
    {
        using var place = new Workplace();
        place.InProject("mkdir d e; printf i > d/i; printf i > e/i; printf k > k; printf '*.log\n' > .gitignore");
        await place.PushedAsync();
        place.OnTarget("printf log > d/x.log; mkdir e/__pycache__; printf c > e/__pycache__/m.pyc; printf o > e/o.pyc");
        place.InProject("rm -r d e");
        ClientResult result = await place.PushedAsync();
        Assert.Equal("./d/x.log\n./k\n", place.OnTarget("find . -type f | sort"));
        Assert.False(Directory.Exists(Path.Combine(place.Target, "e")));
        Assert.True(result.Count("kept") > 0);
        Assert.Contains("delete e", result.Changes);
        Assert.DoesNotContain("delete d", result.Changes);
    }

    [Fact]
    public async Task The_last_line_tells_what_was_kept()
    {
        using var place = new Workplace();
        place.InProject("mkdir d; printf i > d/i; printf k > k; printf '*.log\n' > .gitignore");
        await place.PushedAsync();
        place.OnTarget("printf log > d/x.log");
        place.InProject("rm -r d");
        ClientResult told = await place.RunAsync("-C", place.Project, "push", place.Address);
        Assert.Contains("1 removed, 1 unchanged (1 hidden stays here), 1 kept there", told.Output, StringComparison.Ordinal);
        Assert.Equal("", told.Errors);
    }

    [Fact]
    public async Task A_file_that_became_unwanted_is_forgotten_and_stays()
    {
        using var place = new Workplace();
        place.InProject("printf 1 > wanted; printf 2 > unwanted");
        await place.PushedAsync();
        place.InProject("printf 'unwanted\n' > .gitignore; rm unwanted");
        await place.PushedAsync();
        Assert.Equal("2", await File.ReadAllTextAsync(Path.Combine(place.Target, "unwanted"), Cancellation));
    }
}
