using System.Text;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Purging;
using Lockstep.Sessions.Undoing;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C18: a secret that was pushed can be removed from all that Lockstep keeps: history, stage, baseline and the client's copies; and a later undo says that it was.
/// </summary>
public sealed class SecretThatWasPushedTests : IDisposable
{
    private const string Secret = "token=c0ffee-c0ffee-c0ffee";

    private readonly PushScene _scene = new(throughWire: true);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task After_a_purge_nothing_that_Lockstep_keeps_has_the_secret_or_its_hash()
    {
        await SecretRemovedAsync();
        Assert.NotEmpty(FilesWith(Secret));
        Assert.NotEmpty(FilesWith(HashOf(Secret)));

        PurgeSummary? done = await _scene.PurgeAsync(agrees: null, Path("secret"));
        Assert.NotNull(done);
        Assert.Equal((1, 1, Secret.Length), (done.Target.Runs, done.Target.Contents, done.Target.Bytes));
        Assert.Empty(FilesWith(Secret));
        Assert.Empty(FilesWith(HashOf(Secret)));
        Assert.Empty(done.Target.Standing);
        Assert.True((await _scene.PurgeAsync(agrees: null, Path("secret")))!.Target.IsEmpty);
    }

    [Fact]
    public async Task An_undo_of_a_purged_content_says_so_and_puts_back_all_else()
    {
        await SecretRemovedAsync();
        await _scene.PurgeAsync(agrees: null, Path("secret"));
        var observer = new RecordingObserver();
        RunSummary undone = await _scene.UndoAsync(observer: observer, cancellation: TestContext.Current.CancellationToken);
        Assert.True(undone.Exit == ExitCode.Partial, PushScene.Describe(undone));
        Problem problem = Assert.Single(observer.Problems);
        Assert.Equal(Path("secret"), problem.Path);
        Assert.Contains("removed from the history by 'lockstep history --purge'", problem.Cause, StringComparison.Ordinal);
        Assert.Equal("old", Encoding.UTF8.GetString(_scene.OnTarget().ReadFile(Path("app"))));
    }

    [Fact]
    public async Task A_secret_that_was_renamed_and_then_removed_goes_under_its_other_name_too()
    {
        _scene.Project.Write("secret", Secret);
        await PushedAsync();
        _scene.Project.Move(Path("secret"), Path("renamed"));
        await PushedAsync();
        _scene.Project.Write("renamed", "harmless");
        await PushedAsync();
        PurgeSummary? done = await _scene.PurgeAsync(agrees: null, Path("secret"));
        Assert.Equal(1, done!.Target.Contents);
        Assert.Empty(FilesWith(Secret));
        Assert.Empty(FilesWith(HashOf(Secret)));
        Assert.Equal("harmless", Encoding.UTF8.GetString(_scene.OnTarget().ReadFile(Path("renamed"))));
    }

    [Fact]
    public async Task What_still_stands_is_named_and_neither_removed_nor_forgotten()
    {
        _scene.Project.Write("secret", "older");
        await PushedAsync();
        _scene.Project.Write("secret", Secret);
        _scene.Project.Write("copy", Secret);
        await PushedAsync();
        PurgeSummary? done = await _scene.PurgeAsync(agrees: null, Path("secret"));
        Assert.Equal([Path("secret")], done!.Target.Standing);
        Assert.Equal([Path("copy")], done.Target.Copies);
        Assert.Equal([Path("secret")], done.Here);
        Assert.Equal((1, 0), (done.Target.Contents, done.Target.Forgotten));
        Assert.DoesNotContain(ContentHash.Of("older"u8), _scene.HistoryContents());
        RunSummary again = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Done, 0, 0), (again.Exit, again.Added, again.Updated));
    }

    [Fact]
    public async Task What_somebody_removed_on_the_target_leaves_the_baseline()
    {
        _scene.Project.Write("d/secret", Secret);
        _scene.Project.Write("d/other", "stays");
        await PushedAsync();
        _scene.OnTarget().Remove(Path("d/secret"));
        PurgeSummary? done = await _scene.PurgeAsync(agrees: null, Path("d/secret"));
        Assert.Equal(1, done!.Target.Forgotten);
        Snapshot baseline = await _scene.BaselineAsync();
        Assert.False(baseline.Find(Path("d/secret")).Exists);
        Assert.True(baseline.Find(Path("d/other")).Exists);
    }

    [Fact]
    public async Task A_purge_that_was_killed_anywhere_is_completed_by_the_next_one()
    {
        for (int point = 0; ; point++)
        {
            using var scene = new PushScene();
            scene.Project.Write("secret", Secret);
            Assert.Equal(ExitCode.Done, (await scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
            scene.Project.Move(Path("secret"), Path("renamed"));
            Assert.Equal(ExitCode.Done, (await scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
            scene.Project.Write("renamed", "harmless");
            scene.Project.Write("secret", "other");
            Assert.Equal(ExitCode.Done, (await scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
            scene.Project.Remove(Path("secret"));
            Assert.Equal(ExitCode.Done, (await scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
            int passed = FaultTests.RunUntil(point, faults =>
            {
                using Target target = scene.OpenTarget(faults);
                target.Purge([Path("secret")], isPreview: false);
            });
            using (Target target = scene.OpenTarget())
            {
                target.Purge([Path("secret")], isPreview: false);
                Assert.Equal(0, target.History!.KeptBytes);
                Assert.Equal(4, target.History.Count);
            }

            Assert.True(FilesWith(scene, Encoding.UTF8.GetBytes(Secret)).Count + FilesWith(scene, HashOf(Secret)).Count + FilesWith(scene, HashOf("other")).Count == 0, $"something is left after death at point {point}");
            Assert.Equal(ExitCode.Done, (await scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
            if (passed == 0)
            {
                Assert.True(point > 8, $"only {point} points were passed");
                return;
            }
        }
    }

    [Fact]
    public async Task What_is_not_agreed_to_changes_nothing()
    {
        await SecretRemovedAsync();
        var before = _scene.Everything;
        PurgeReport? shown = null;
        Assert.Null(await _scene.PurgeAsync(
            found =>
            {
                shown = found;
                return false;
            },
            Path("secret")));
        Assert.Equal((1, 1, Secret.Length), (shown!.Runs, shown.Contents, shown.Bytes));
        PushScene.AssertSame(before, _scene.Everything);
    }

    [Fact]
    public async Task The_project_s_own_history_of_pulls_is_purged_too()
    {
        _scene.Project.Write("secret", "pushed");
        await PushedAsync();
        _scene.OnTarget().Write("secret", "theirs");
        _scene.Project.Write("secret", Secret);
        await _scene.PullAsync(new PullOptions { Force = true, Confirmed = true });
        Assert.Contains(ContentHash.Of(Encoding.UTF8.GetBytes(Secret)), PushScene.HistoryContents(_scene.ProjectStatePath));
        PurgeSummary? done = await _scene.PurgeAsync(agrees: null, Path("secret"));
        Assert.Equal(1, done!.Project.Contents);
        Assert.Empty(FilesWith(Secret));
    }

    [Fact]
    public async Task A_target_that_was_never_pushed_to_gets_no_state()
    {
        PurgeSummary? done = await _scene.PurgeAsync(agrees: null, Path("secret"));
        Assert.True(done!.Target.IsEmpty);
        Assert.False(Directory.Exists(_scene.StatePath));
    }

    private static RelativePath Path(string text) => RelativePath.Parse(text);

    private static byte[] HashOf(string text)
    {
        var bytes = new byte[ContentHash.Length];
        ContentHash.Of(Encoding.UTF8.GetBytes(text)).Write(bytes);
        return bytes;
    }

    /// <summary>A first run that pushes the secret, and a second that removes it and changes something else.</summary>
    private async Task SecretRemovedAsync()
    {
        _scene.Project.Write("secret", Secret);
        _scene.Project.Write("app", "old");
        await PushedAsync();
        _scene.Project.Remove(Path("secret"));
        _scene.Project.Write("app", "new");
        await PushedAsync();
    }

    private async Task PushedAsync()
    {
        RunSummary summary = await _scene.PushAsync();
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }

    private List<string> FilesWith(string text) => FilesWith(Encoding.UTF8.GetBytes(text));

    private List<string> FilesWith(byte[] bytes) => FilesWith(_scene, bytes, System.IO.Path.Combine(_scene.CachePath, "targets"));

    /// <summary>All files of state directories, and of further places, that have some bytes in them.</summary>
    private static List<string> FilesWith(PushScene scene, byte[] bytes, params string[] others)
    {
        string[] places = [scene.StatePath, scene.ProjectStatePath, .. others];
        return [.. places.Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories))
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0)];
    }
}
