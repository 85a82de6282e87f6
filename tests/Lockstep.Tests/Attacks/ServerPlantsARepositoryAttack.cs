using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// A server makes a directory a git repository without a <c>.git</c>: whoever calls git in it starts what its
/// <c>config</c> names. A pull brings one, or
/// anything into one, with --yes only, whatever of it came before.
/// </summary>
public sealed class ServerPlantsARepositoryAttack : IDisposable
{
    private const string Told = "sub (a git repository by its names: git commands in it start what its config says)";

    private readonly PushScene _scene = new(throughWire: true);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("", "HEAD config objects/x refs/x")]
    [InlineData("", "HEAD config commondir")]
    [InlineData("", "head Objects/x REFS/x")]
    [InlineData("HEAD config", "objects/x refs/x")]
    [InlineData("config objects/x refs/x", "HEAD")]
    [InlineData("HEAD objects/x refs/x", "config")]
    [InlineData("HEAD objects/x refs/x", "hooks/post-checkout")]
    [InlineData("commondir", "HEAD")]
    public async Task A_directory_that_is_or_becomes_one_needs_consent(string before, string after)
    {
        await ArrangeAsync(before);
        Plant(after);
        var options = new PullOptions { Paths = [RelativePath.Parse("sub")] };
        SortedDictionary<RelativePath, Entry> untouched = _scene.Project.Entries;
        RunSummary refused = await _scene.PullAsync(options);
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Contains(Told, refused.Message, StringComparison.Ordinal);
        PushScene.AssertSame(untouched, _scene.Project.Entries);

        RunSummary agreed = await _scene.PullAsync(options with { Confirmed = true });
        Assert.True(agreed.Exit == ExitCode.Done, PushScene.Describe(agreed));
        Assert.True(File.Exists(Path.Combine(_scene.Project.Root, "sub", after.Split(' ')[0])));
    }

    [Theory]
    [InlineData("", "HEAD config refs/x")]
    [InlineData("", "objects/x refs/x config")]
    [InlineData("", "HEAD/x objects/x refs/x")]
    [InlineData("HEAD objects/x", "config")]
    public async Task What_git_takes_for_no_repository_needs_none(string before, string after)
    {
        await ArrangeAsync(before);
        Plant(after);
        RunSummary pulled = await _scene.PullAsync(new PullOptions { Paths = [RelativePath.Parse("sub")] });
        Assert.True(pulled.Exit == ExitCode.Done, PushScene.Describe(pulled));
    }

    [Fact]
    public async Task The_project_itself_does_not_become_one()
    {
        await ArrangeAsync("HEAD");
        _scene.OnTarget().Write("HEAD", "ref: refs/heads/x\n");
        _scene.OnTarget().Write("objects/x", "");
        _scene.OnTarget().Write("refs/x", "");
        RunSummary refused = await _scene.PullAsync(new PullOptions { Paths = [RelativePath.Root] });
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Contains("(a git repository by its names", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Git_takes_such_a_directory_for_a_repository()
    {
        using var git = new GitScene();
        string bare = git.Place("bare");
        git.Write("bare/HEAD", "ref: refs/heads/main\n");
        Directory.CreateDirectory(Path.Combine(bare, "objects"));
        Directory.CreateDirectory(Path.Combine(bare, "refs"));
        Assert.Equal("true", GitScene.Git(bare, "rev-parse", "--is-bare-repository"));
        git.Write("linked/HEAD", "ref: refs/heads/main\n");
        git.Write("linked/commondir", "../bare\n");
        Assert.Equal("true", GitScene.Git(git.Place("linked"), "rev-parse", "--is-inside-git-dir"));
    }

    /// <summary>The project and the target have these files below <c>sub</c>, and a file beside it.</summary>
    private async Task ArrangeAsync(string files)
    {
        _scene.Project.Write("a", "1");
        foreach (string file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _scene.Project.Write($"sub/{file}", "before");
        }

        Assert.Equal(ExitCode.Done, (await _scene.PushAsync()).Exit);
    }

    private void Plant(string files)
    {
        foreach (string file in files.Split(' '))
        {
            _scene.OnTarget().Write($"sub/{file}", "planted");
        }
    }
}
