using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22f: a directory that became a file on the target can be pulled again and again; a file that became a directory comes with what is in it.</summary>
public sealed class DirectoryAndFileSwappedOnTheTargetTests : IDisposable
{
    private readonly PushScene _scene = new(throughWire: true);

    public DirectoryAndFileSwappedOnTheTargetTests()
    {
        _scene.Project.Write("config", "1");
        _scene.Project.Write("c/a", "2");
        _scene.Project.Write("c/b/x", "3");
        _scene.Project.Write("other", "4");
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task After_a_directory_became_a_file_every_pull_works()
    {
        await PushedAsync();
        _scene.OnTarget().Remove(Path("c"));
        _scene.OnTarget().Write("c", "now a file");
        await DoneAsync();
        Assert.Equal("now a file", Text("c"));
        await DoneAsync();
        _scene.OnTarget().Write("c", "changed again");
        _scene.OnTarget().Write("other", "a hotfix");
        await DoneAsync();
        Assert.Equal(("changed again", "a hotfix"), (Text("c"), Text("other")));
        await DoneAsync(Path("c"));
        await DoneAsync(RelativePath.Root);
    }

    [Fact]
    public async Task And_back_to_a_directory()
    {
        await PushedAsync();
        _scene.OnTarget().Remove(Path("c"));
        _scene.OnTarget().Write("c", "now a file");
        await DoneAsync();
        _scene.OnTarget().Remove(Path("c"));
        _scene.OnTarget().Write("c/a", "a directory again");
        _scene.OnTarget().Write("c/new", "n");
        await DoneAsync(Path("c"));
        Assert.Equal(("a directory again", "n"), (Text("c/a"), Text("c/new")));
        Assert.False(_scene.Project.TryStat(Path("c/b"), out _));
    }

    [Fact]
    public async Task A_file_that_became_a_directory_comes_with_what_is_in_it()
    {
        await PushedAsync();
        _scene.OnTarget().Remove(Path("config"));
        _scene.OnTarget().Write("config/a", "A");
        _scene.OnTarget().Write("config/sub/b", "B");
        _scene.OnTarget().Write("unrelated", "was never pushed");
        RunSummary summary = await DoneAsync();
        Assert.Equal(("A", "B"), (Text("config/a"), Text("config/sub/b")));
        Assert.Equal((3, 1), (summary.Added, summary.Updated));
        Assert.False(_scene.Project.TryStat(Path("unrelated"), out _));
        Assert.Equal(0, (await DoneAsync()).Run);
        RunSummary pushed = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(pushed.Exit == ExitCode.Done, PushScene.Describe(pushed));
        Assert.Equal((0, 0, 0), (pushed.Added, pushed.Updated, pushed.Deleted));
    }

    private static RelativePath Path(string text) => RelativePath.Parse(text);

    private string Text(string path) => System.Text.Encoding.UTF8.GetString(_scene.Project.ReadFile(Path(path)));

    private async Task PushedAsync()
    {
        RunSummary summary = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }

    private async Task<RunSummary> DoneAsync(params RelativePath[] paths)
    {
        RunSummary summary = await _scene.PullAsync(new PullOptions { Paths = paths, Confirmed = true });
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return summary;
    }
}
