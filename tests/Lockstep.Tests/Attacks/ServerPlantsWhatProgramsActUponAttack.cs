using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, B9: a pull does not write version control, hooks, settings or rules unless that very path is named, and says which it left out and what takes it.
/// </summary>
public sealed class ServerPlantsWhatProgramsActUponAttack : IDisposable
{
    private readonly PushScene _scene = new(throughWire: true);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(".git/hooks/pre-commit")]
    [InlineData(".git/config")]
    [InlineData("sub/.git")]
    [InlineData("sub/.hg/hgrc")]
    [InlineData(".svn/x")]
    [InlineData(".jj/repo")]
    [InlineData(".GIT/config")]
    [InlineData(".githooks/pre-push")]
    [InlineData(".husky/pre-commit")]
    [InlineData(".envrc")]
    [InlineData("sub/.envrc")]
    [InlineData("lockstep.toml")]
    [InlineData("lockstep.local.toml")]
    [InlineData(".lockstepignore")]
    [InlineData("sub/.gitignore")]
    public async Task It_comes_only_by_its_very_name(string path)
    {
        await PushedAsync();
        _scene.OnTarget().Write(path, "evil");
        _scene.OnTarget().Write("result", "harmless");
        RelativePath above = Path(path).Parent;
        foreach (RelativePath named in new[] { RelativePath.Root, above })
        {
            var observer = new RecordingObserver();
            await DoneAsync(observer, named, Path("result"));
            Assert.False(Stands(path));
            Assert.Contains(observer.Notes, note => note.StartsWith($"{path} was left out", StringComparison.Ordinal)
                && note.Contains($"To take it: lockstep pull app {path}", StringComparison.Ordinal));
        }

        Assert.True(Stands("result"));
        var quiet = new RecordingObserver();
        await DoneAsync(quiet, Path(path));
        Assert.True(Stands(path));
        Assert.DoesNotContain(quiet.Notes, note => note.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_or_deleted_one_that_was_pushed_stays_as_it_is_here()
    {
        _scene.Project.Write(".gitignore", "mine");
        _scene.Project.Write("d/.envrc", "mine");
        await PushedAsync();
        _scene.OnTarget().Write(".gitignore", "*.log");
        _scene.OnTarget().Remove(Path("d"));
        _scene.OnTarget().Write("a", "a hotfix");

        var observer = new RecordingObserver();
        await DoneAsync(observer);
        Assert.Equal("mine", Text(".gitignore"));
        Assert.Equal("mine", Text("d/.envrc"));
        Assert.Equal("a hotfix", Text("a"));
        Assert.Equal(2, observer.Notes.Count(note => note.Contains("was left out", StringComparison.Ordinal)));

        await DoneAsync(new RecordingObserver(), Path("d/.envrc"));
        Assert.False(Stands("d/.envrc"));
    }

    [Fact]
    public async Task A_whole_repository_does_not_flood_the_terminal()
    {
        await PushedAsync();
        for (int i = 0; i < 30; i++)
        {
            _scene.OnTarget().Write($".git/objects/{i:00}", "x");
        }

        var observer = new RecordingObserver();
        await DoneAsync(observer, RelativePath.Root);
        Assert.Equal(20, observer.Notes.Count(note => note.Contains("To take it: ", StringComparison.Ordinal)));
        Assert.Contains(observer.Notes, note => note.StartsWith("10 more such paths were left out", StringComparison.Ordinal));
        Assert.False(Stands(".git"));
    }

    private static RelativePath Path(string text) => RelativePath.Parse(text);

    private bool Stands(string path) => _scene.Project.TryStat(Path(path), out _);

    private string Text(string path) => System.Text.Encoding.UTF8.GetString(_scene.Project.ReadFile(Path(path)));

    private async Task PushedAsync()
    {
        _scene.Project.Write("a", "1");
        RunSummary summary = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }

    private async Task DoneAsync(RecordingObserver observer, params RelativePath[] paths)
    {
        RunSummary summary = await _scene.PullAsync(new PullOptions { Paths = paths, Confirmed = true }, observer);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }
}
