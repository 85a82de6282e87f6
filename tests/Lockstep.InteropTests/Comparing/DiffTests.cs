using Lockstep.InteropTests.Push;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Comparing;

/// <summary>What the real program shows of the contents that differ; <c>patch</c> is the judge of its hunks.</summary>
public sealed class DiffTests(SharedSshServer shared)
{
    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task It_shows_text_sizes_links_modes_new_and_gone(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf 'one\ntwo\nthree\n' > text; head -c 3000 /dev/zero > binary; ln -s text link; printf gone > gone; printf m > mode; printf same > same");
        await place.PushedAsync();
        place.InProject("printf 'one\n2\nthree\n' > text; head -c 3100 /dev/zero > binary; ln -sfn same link; rm gone; chmod 755 mode; mkdir new; printf 'n\n' > new/n");
        string server = TreeJudge.Describe(place.TargetParent);
        ClientResult diff = await place.SayAsync("diff");
        Assert.True(diff.Exit == 0, diff.Errors);
        Assert.Equal(
            """
            ~ binary: binary, 3.0 KB to 3.1 KB
            - gone
            --- target/gone
            +++ /dev/null
            @@ -1 +0,0 @@
            -gone
            \ No newline at end of file
            ~ link: -> text to -> same
            ~ mode (mode 0644 to 0755)
            + new/
            + new/n
            --- /dev/null
            +++ project/new/n
            @@ -0,0 +1 @@
            +n
            ~ text
            --- target/text
            +++ project/text
            @@ -1,3 +1,3 @@
             one
            -two
            +2
             three

            """,
            diff.Output);
        Assert.Equal(server, TreeJudge.Describe(place.TargetParent));
    }

    [Fact]
    public async Task Patch_makes_the_targets_files_the_projects_out_of_it()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("seq 2000 > long; seq 50 > short; printf 'no end' > end; printf 'x\n' > gone");
        await place.PushedAsync();
        place.InProject("sed -i -e '3d;77s/$/ changed/;1500i new' -e '1999,2000d' long; seq 20 60 > short; printf 'no end\nand more' > end; rm gone; seq 9 > new");
        ClientResult diff = await place.SayAsync("diff");
        string hunks = Path.Combine(place.Directory, "hunks");
        File.WriteAllText(hunks, diff.Output);
        BuiltPrograms.Installed("/usr/bin/patch", "patch");
        place.OnTarget($"patch -s -p1 < {Shell.Quote(hunks)}");
        Assert.Equal("", Shell.Run($"diff -r {Shell.Quote(place.Project)} {Shell.Quote(place.Target)} || true"));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task What_was_changed_there_is_shown_with_what_a_push_does_about_it(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf '1\n' > theirs; printf '1\n' > both");
        await place.PushedAsync();
        place.OnTarget("printf '2\n' > theirs; printf '2\n' > both");
        place.InProject("printf '3\n' > both");
        ClientResult diff = await place.SayAsync("diff");
        Assert.Equal(5, diff.Exit);
        string[] lines = diff.Output.Split('\n');
        Assert.Matches("^~ both  changed on both sides.*; a push stops here$", lines[0]);
        Assert.Equal(["-2", "+3"], lines[4..6]);
        Assert.Matches("^~ theirs  changed on the target.*; a push leaves it$", lines[6]);
        Assert.Equal(["-2", "+1"], lines[10..12]);
    }

    [Fact]
    public async Task List_and_json_tell_the_same_plan_and_paths_narrow_what_is_shown()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > a; mkdir d; printf 1 > d/b");
        await place.PushedAsync();
        place.InProject("printf 2 > a; printf 2 > d/b; printf 2 > d/c");
        Assert.Equal(["~ a", "~ d/b", "+ d/c"], (await place.SayAsync("diff", "--list")).Output.Split('\n')[..3]);
        Assert.Equal(["update a", "update d/b", "add d/c"], (await place.TellAsync("diff")).Changes);
        Assert.Equal(["~ d/b", "+ d/c"], (await place.SayAsync("diff", "d")).Output.Split('\n').Where(line => line is [_, ' ', 'd', ..]));
        ClientResult nowhere = await place.SayAsync("diff", "nosuch");
        Assert.Equal((0, ""), (nowhere.Exit, nowhere.Output));
        Assert.Contains("nosuch: not in the project, or not sent, and not on the target", nowhere.Errors, StringComparison.Ordinal);
    }
}
