using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>The main job with the real program: whatever was done to a project, a push does to its target, and rsync finds nothing left to do.</summary>
public sealed class PushTests(SharedSshServer shared)
{
    private const string Everything = """
        mkdir -p src/deep/er empty locked
        printf 'int main;\n' > src/main.c
        printf 'x' > src/deep/er/x
        printf '#!/bin/sh\n' > run.sh; chmod 755 run.sh
        printf 'secret' > private; chmod 600 private
        ln -s src/main.c link; ln -s /no/such/place dangling; ln -s src directory-link
        : > zero
        printf 'locked' > locked/file; chmod 400 locked/file; chmod 555 locked
        touch -d '2001-02-03 04:05:06.789012345' src/main.c
        touch -h -d '1999-01-01 00:00:00.000000001' link
        touch -d '1969-12-31 23:00:00.5' zero
        """;

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_first_push_makes_the_target_like_the_project_and_a_second_changes_nothing(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject(Everything);
        ClientResult first = await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Equal(14, first.Count("added"));

        ClientResult second = await place.PushedAsync();
        Assert.Equal((0, 0, 0, 0, 14), (second.Count("added"), second.Count("updated"), second.Count("deleted"), second.Count("renamed"), second.Count("unchanged")));
        Assert.Equal(0, second.Count("bytes_content"));
        Assert.InRange(second.Count("bytes_sent"), 0, 5000);
        Assert.Empty(second.Changes);
    }

    [Theory]
    [InlineData("one edit", "printf more >> src/main.c", "update src/main.c")]
    [InlineData("a new file", "printf new > src/new.c", "add src/new.c")]
    [InlineData("a deleted file", "rm private", "delete private")]
    [InlineData("a deleted directory", "rm -r src/deep", "delete src/deep", "delete src/deep/er", "delete src/deep/er/x")]
    [InlineData("a renamed file", "mv private public", "rename public")]
    [InlineData("a changed mode", "chmod 640 private", "mode private")]
    [InlineData("a changed time", "touch -d '2011-11-11 11:11:11.111111111' private", "mode private")]
    [InlineData("a link to another place", "ln -sfn private link", "update link")]
    [InlineData("an empty directory", "mkdir src/void", "add src/void")]
    [InlineData("a file become a directory", "rm private; mkdir private; printf in > private/in", "update private", "add private/in")]
    [InlineData("a directory become a file", "rm -r src/deep; printf flat > src/deep", "update src/deep", "delete src/deep/er", "delete src/deep/er/x")]
    [InlineData("a file become a link", "rm zero; ln -s private zero", "update zero")]
    [InlineData("a link become a directory", "rm directory-link; mkdir directory-link; printf in > directory-link/in", "update directory-link", "add directory-link/in")]
    [InlineData("an edit of the same size", "printf 'SECRET' > private", "update private")]
    [InlineData("a file in a read-only directory", "chmod u+w locked; printf new > locked/new; chmod u-w locked", "add locked/new")]
    [InlineData("a file edited that is read-only", "chmod u+w locked/file; printf edited > locked/file; chmod 400 locked/file", "update locked/file")]
    public async Task A_change_is_pushed_as_what_it_is(string name, string script, params string[] changes)
    {
        using var place = new Workplace();
        place.InProject(Everything);
        await place.PushedAsync();
        place.InProject(script);
        ClientResult result = await place.PushedAsync();
        Assert.True(place.DifferencesByRsync().Length == 0, $"{name}: {place.DifferencesByRsync()}");
        Assert.Equal(changes.Order(StringComparer.Ordinal), result.Changes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Names_are_bytes(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("""
            n=$(printf 'new\nline'); printf 1 > "$n"
            b=$(printf 'caf\351'); printf 2 > "$b"; mkdir "$b.d"; printf 3 > "$b.d/$b"; ln -s "$b" "link-$b"
            l=$(printf '%0255d' 0); printf 4 > "$l"; mkdir "d"; mkdir "d/$l"; printf 5 > "d/$l/$l"
            printf 6 > 'quote"s and $HOME `id` \back'; printf 7 > ' lead'; printf 8 > 'trail '; printf 9 > '*?[x]'; printf 10 > '-rf'
            e=$(printf '\033[31mred'); printf 11 > "$e"
            """);
        ClientResult first = await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Contains(first.EventsOf("file"), file => file.TryGetProperty("path_base64", out var bytes) && bytes.GetString() == "Y2Fm6Q==");
        place.InProject("""b=$(printf 'caf\351'); mv "$b" "$b$b"; n=$(printf 'new\nline'); printf more >> "$n"; l=$(printf '%0255d' 0); rm "$l" """);
        await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Fact]
    public async Task A_renamed_directory_is_moved_not_sent()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("mkdir -p a/b; head -c 3000000 /dev/urandom > a/b/big; for i in $(seq 200); do echo $i-content > a/$i; done");
        await place.PushedAsync();
        place.InProject("mv a z");
        ClientResult result = await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
        Assert.Equal(0, result.Count("bytes_content"));
        Assert.InRange(result.Count("bytes_sent"), 0, 30_000);
    }

    [Fact]
    public async Task A_copied_file_is_copied_there_not_sent()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("head -c 3000000 /dev/urandom > one");
        await place.PushedAsync();
        place.InProject("cp one two");
        ClientResult result = await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
        Assert.InRange(result.Count("bytes_sent"), 0, 30_000);
    }

    [Fact]
    public async Task Of_a_large_file_the_edited_part_is_sent()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("head -c 20000000 /dev/urandom > disk.img");
        await place.PushedAsync();
        place.InProject("printf 'edited here' | dd of=disk.img bs=1 seek=7000000 conv=notrunc 2>/dev/null");
        ClientResult result = await place.PushedAsync();
        Assert.Equal("", place.DifferencesByRsync());
        Assert.InRange(result.Count("bytes_sent"), 1, 100_000);
    }

    [Fact]
    public async Task Local_and_ssh_targets_come_out_alike()
    {
        using var near = new Workplace();
        using var far = new Workplace(shared.Server);
        foreach (Workplace place in new[] { near, far })
        {
            place.InProject(Everything);
            place.InProject("find . -exec touch -h -d 2020-02-02 {} +");
        }

        ClientResult nearFirst = await near.PushedAsync(), farFirst = await far.PushedAsync();
        Assert.Equal(nearFirst.Changes, farFirst.Changes);
        Assert.Equal(TreeJudge.Outline(near.Target), TreeJudge.Outline(far.Target));
        foreach (Workplace place in new[] { near, far })
        {
            place.InProject("mv src/main.c src/renamed.c; rm -r empty; printf v2 > private; chmod 700 run.sh; touch -h -d 2021-01-01 private run.sh src . ");
        }

        ClientResult nearSecond = await near.PushedAsync(), farSecond = await far.PushedAsync();
        Assert.Equal(nearSecond.Changes, farSecond.Changes);
        Assert.Equal(TreeJudge.Outline(near.Target), TreeJudge.Outline(far.Target));
    }

    [Fact]
    public async Task A_path_without_a_slash_at_its_head_starts_at_the_login_directory()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        string name = Path.GetFileName(place.Directory);
        ClientResult result = await place.RunAsync("-C", place.Project, "push", $"{LoopbackSshServer.Host}:made/on/the/way/{name}/");
        Assert.Equal(0, result.Exit);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(shared.Server.Home, "made/on/the/way", name, "x"), TestContext.Current.CancellationToken));
    }
}
