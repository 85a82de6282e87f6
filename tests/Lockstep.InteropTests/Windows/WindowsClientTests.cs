using Lockstep.InteropTests.Push;
using Lockstep.InteropTests.Watch;

namespace Lockstep.InteropTests.Windows;

/// <summary>The client for Windows, as it is given to users, in Wine, against the real sshd and the real agent.</summary>
public sealed class WindowsClientTests(SharedSshServer shared) : IDisposable
{
    private readonly WineClient _client = new(shared.Server);

    private Workplace Place => _client.Place;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task It_tells_its_version()
    {
        ClientResult result = await Place.RunAsync("--version");

        Assert.Equal(0, result.Exit);
        Assert.StartsWith("lockstep ", result.Output);
    }

    [Fact]
    public async Task A_push_makes_the_target_like_the_project_and_a_second_changes_nothing()
    {
        Place.InProject("mkdir -p src/deep; printf main > src/main.c; printf x > 'src/deep/name with ü.txt'; mkdir void; head -c 3000000 /dev/urandom > large");
        await Place.PushedAsync();

        Assert.Equal("", Place.DifferencesByRsync());
        Assert.Empty((await Place.PushedAsync()).Changes);
    }

    [Fact]
    public async Task An_edit_a_new_file_and_a_deletion_arrive()
    {
        Place.InProject("printf one > a; printf two > b; printf three > c");
        await Place.PushedAsync();
        Place.InProject("printf more >> a; rm b; printf new > d");
        ClientResult result = await Place.PushedAsync();

        Assert.Equal(["update a", "delete b", "add d"], result.Changes);
        Assert.Equal("", Place.DifferencesByRsync());
    }

    [Fact]
    public async Task What_may_be_executed_is_git_s_to_say_and_else_that_of_scripts()
    {
        Place.InProject(
            "git init -q .; printf '#!/bin/sh\\n' > tracked-plain; printf '\\177ELF' > tracked-program; git add .; git update-index --chmod=+x tracked-program; "
            + "printf '#!/bin/sh\\n' > script; printf words > text");
        await Place.PushedAsync();

        Assert.Equal("script 755\ntext 644\ntracked-plain 644\ntracked-program 755", Place.OnTarget("stat -c '%n %a' *").Trim());
    }

    [Fact]
    public async Task A_pull_brings_what_was_edited_there_and_the_next_push_has_nothing_to_do()
    {
        Place.InProject("printf '#!/bin/sh\\n' > run; printf text > f");
        await Place.PushedAsync();
        Place.OnTarget("printf theirs > f; chmod 755 f; printf 'echo' >> run");
        ClientResult pulled = await Place.TellAsync("pull", "--yes");

        Assert.True(pulled.Exit == 0, pulled.Output + pulled.Errors);
        Assert.Equal("theirs", Place.InProject("cat f"));
        Assert.Empty((await Place.PushedAsync()).Changes);
        Assert.Equal("755", Place.OnTarget("stat -c %a f").Trim());
    }

    [Fact]
    public async Task An_undo_puts_back_what_a_push_replaced()
    {
        Place.InProject("printf one > f");
        await Place.PushedAsync();
        Place.InProject("printf two > f");
        await Place.PushedAsync();
        ClientResult undone = await Place.TellAsync("undo", "--yes");

        Assert.True(undone.Exit == 0, undone.Output + undone.Errors);
        Assert.Equal("one", Place.OnTarget("cat f"));
    }

    [Fact]
    public async Task A_diff_shows_lines_and_a_status_what_was_not_pushed()
    {
        Place.InProject("printf 'one\\n' > f");
        await Place.PushedAsync();
        Place.InProject("printf 'two\\n' > f");
        ClientResult diff = await Place.SayAsync("diff"), status = await Place.SayAsync("status");

        Assert.Contains("+two", diff.Output);
        Assert.Contains("not pushed  1: ~ f", status.Output);
    }

    [Fact]
    public async Task A_command_s_output_and_exit_code_come_back()
    {
        Place.InProject("printf x > f");
        await Place.PushedAsync();
        ClientResult result = await Place.SayAsync("run", "--shell", "printf out; printf err >&2; exit 42");

        Assert.Equal((42, "out"), (result.Exit, result.Output.Trim()));
        Assert.Contains("err", result.Errors);
    }

    [Fact]
    public async Task A_watch_sends_what_is_saved()
    {
        Place.InProject("printf one > f");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using WatchClient watch = Place.StartWatch();
        await watch.UntilWatchingAsync(cancellation);
        Place.InProject("printf saved > f");
        await watch.UntilAsync(() => File.ReadAllText(Path.Combine(Place.Target, "f")) == "saved", cancellation);
        await watch.InterruptAsync(cancellation);
    }

    [Fact]
    public async Task A_directory_of_this_machine_is_refused_as_a_target()
    {
        ClientResult result = await Place.RunAsync("-C", Place.Project, "push", "./elsewhere");

        Assert.Equal(2, result.Exit);
        Assert.Contains("is a directory of this machine, which can be a target on Linux alone", result.Errors);
    }
}
