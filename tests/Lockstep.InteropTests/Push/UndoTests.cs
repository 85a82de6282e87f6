using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>Going back with the real program: rsync finds nothing that is not as it was.</summary>
public sealed class UndoTests(SharedSshServer shared)
{
    private const string Before = """
        mkdir -p src/deep/er empty locked gone
        printf 'int main;\n' > src/main.c
        printf 'x' > src/deep/er/x
        printf '#!/bin/sh\n' > run.sh; chmod 755 run.sh
        printf 'secret' > private; chmod 600 private
        printf 'moved' > gone/moved
        ln -s src/main.c link
        printf 'locked' > locked/file; chmod 400 locked/file; chmod 555 locked
        head -c 3000000 /dev/urandom > large; truncate -s 9M sparse; printf end >> sparse
        touch -d '2001-02-03 04:05:06.789012345' src/main.c gone
        touch -h -d '1999-01-01 00:00:00.000000001' link
        """;

    private const string ChangeEverything = """
        printf more >> src/main.c; printf 'y' > src/deep/er/x; chmod 700 run.sh; mv gone/moved public; rm -r gone; rm private; mkdir private; printf in > private/in
        ln -sfn run.sh link; rm -r empty; printf file > empty; chmod 755 locked; rm -f locked/file; printf x >> large; printf x > sparse; mkdir new; printf new > new/new
        """;

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task What_was_pushed_is_undone_exactly_and_so_is_the_undo(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject(Before);
        await place.PushedAsync();
        string copy = Path.Combine(place.Directory, "copy");
        Shell.Run($"cp -a {Shell.Quote(place.Target)} {Shell.Quote(copy)}", place.Directory);
        place.InProject(ChangeEverything);
        await place.PushedAsync();

        ClientResult undone = await UndoAsync(place);
        Assert.True(undone.Exit == 0, undone.Errors);
        Assert.Equal("", TreeJudge.DifferencesByRsync(copy, place.Target));
        Assert.True(int.Parse(Shell.Run("du -k sparse | cut -f1", place.Target), System.Globalization.CultureInfo.InvariantCulture) < 1000);

        ClientResult again = await UndoAsync(place);
        Assert.True(again.Exit == 0, again.Errors);
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_change_by_hand_stops_an_undo(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf one > a");
        await place.PushedAsync();
        place.InProject("printf other > a");
        await place.PushedAsync();
        place.OnTarget("printf 'by hand' > a");
        ClientResult refused = await UndoAsync(place);
        Assert.Equal(5, refused.Exit);
        Assert.Equal("by hand", place.OnTarget("cat a"));
        Assert.Equal(0, (await UndoAsync(place, "--force")).Exit);
        Assert.Equal("one", place.OnTarget("cat a"));
    }

    [Fact]
    public async Task History_tells_of_pushes_undos_and_deploys()
    {
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        place.InProject("printf one > a");
        await place.PushedAsync("--deploy", "true");
        place.InProject("printf other > a");
        Assert.Equal(6, (await place.PushAsync("--deploy", "exit 7")).Exit);
        Assert.Equal(0, (await UndoAsync(place)).Exit);
        ClientResult history = await place.RunAsync("-C", place.Project, "--json", "history", place.Address);
        Assert.Equal(0, history.Exit);
        string[] lines = history.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains("\"run\":3", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"undo\",\"before\":2", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"deploy_exit\":7", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"deploy_exit\":0", lines[2], StringComparison.Ordinal);
    }

    private static Task<ClientResult> UndoAsync(Workplace place, params string[] options) =>
        place.RunAsync(["-C", place.Project, "--json", "--yes", "undo", place.Address, .. options]);
}
