using Lockstep.Sessions.Live;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions.Live;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, 22g: a directory comes to stand on both sides while the project is watched. The program on the server and the developer each make one, or it was
/// ignored for a while. What is new goes there, what stands there stays, and the watch goes on.
/// </summary>
public sealed class DirectoryOnBothSidesTests : IDisposable
{
    private readonly LiveScene _scene = new();

    [Fact]
    public Task A_directory_of_the_servers_program_takes_the_projects_files() => _scene.WatchAsync(async () =>
    {
        _scene.Target.WithFile("logs/app/server.log", "theirs");

        _scene.Project.WithFile("logs/app/notes.txt", "mine");
        await UntilOnTargetAsync("logs/app/notes.txt", "mine");
        _scene.Project.WithFile("logs/app/more/deep.txt", "mine, too");
        await UntilOnTargetAsync("logs/app/more/deep.txt", "mine, too");

        Assert.Equal("theirs", _scene.OnTarget("logs/app/server.log"));
        Assert.Empty(_scene.Seen.Drift);
    });

    [Fact]
    public Task Four_levels_in_one_burst_go_there_with_all_else_of_it() => _scene.WatchAsync(async () =>
    {
        _scene.Target.WithFile("a/b/c/d/theirs", "theirs").WithFile("a/theirs", "theirs");

        _scene.Project.WithFile("a/b/c/d/mine", "mine").WithFile("beside", "mine");
        await UntilOnTargetAsync("a/b/c/d/mine", "mine");
        await UntilOnTargetAsync("beside", "mine");

        Assert.Equal("theirs", _scene.OnTarget("a/b/c/d/theirs"));
    });

    [Fact]
    public Task A_directory_that_was_ignored_for_a_while_is_taken_up_again() => _scene.WatchAsync(async () =>
    {
        _scene.Project.WithFile("d/e/f", "one").WithFile("d/e/g", "one");
        await UntilOnTargetAsync("d/e/g", "one");
        _scene.Project.WithFile(".lockstepignore", "d/\n").WithFile("mark", "ignored");
        await UntilOnTargetAsync("mark", "ignored");

        _scene.Project.WithFile(".lockstepignore", "nothing\n").WithFile("mark", "sent again");
        await UntilOnTargetAsync("mark", "sent again");
        _scene.Project.WithFile("d/e/new", "one");

        await UntilOnTargetAsync("d/e/new", "one");
        Assert.Empty(_scene.Seen.Drift);
    });

    [Fact]
    public Task A_file_of_theirs_in_such_a_directory_is_shown_and_kept() => _scene.WatchAsync(async () =>
    {
        _scene.Target.WithFile("d/e/f", "theirs, and longer");

        _scene.Project.WithFile("d/e/f", "mine").WithFile("d/e/g", "mine");
        await UntilOnTargetAsync("d/e/g", "mine");

        Assert.Equal("theirs, and longer", _scene.OnTarget("d/e/f"));
        Assert.Contains(_scene.Seen.Drift, drift => drift.Path.ToString() == "d/e/f");
    });

    public void Dispose() => _scene.Dispose();

    private Task UntilOnTargetAsync(string path, string text) => _scene.Seen.UntilAsync(() => _scene.OnTarget(path) == text);
}
