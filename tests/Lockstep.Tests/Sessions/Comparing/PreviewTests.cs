using System.Text;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Inspecting;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Comparing;

/// <summary>What diff and status tell of both sides, and that they write nothing on either.</summary>
public sealed class PreviewTests : IDisposable
{
    private readonly PushScene _scene = new(throughWire: true);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_diff_has_both_contents_of_what_a_push_changes_leaves_and_stops_at()
    {
        await ChangedOnBothSidesAsync();
        var before = _scene.Everything;
        List<ContentComparison> found = await _scene.CompareAsync();
        Assert.Equal(
            ["both Conflict theirs mine", "here None 1 changed here", "large None  ", "new None  added", "there Drift changed there 1"],
            found.Select(item => $"{item.Change.Path} {item.Mark} {Text(item.Before)} {Text(item.After)}"));
        Assert.True(found.Single(item => item.Change.Path == RelativePath.Parse("large")).IsTooLong);
        PushScene.AssertSame(before, _scene.Everything);
    }

    [Fact]
    public async Task A_diff_of_paths_has_only_these()
    {
        await ChangedOnBothSidesAsync();
        Assert.Equal(["here", "new"], (await _scene.CompareAsync(RelativePath.Parse("here"), RelativePath.Parse("new"))).Select(item => $"{item.Change.Path}"));
    }

    [Fact]
    public async Task A_status_tells_what_is_to_do_and_the_last_run_and_is_no_failure()
    {
        await ChangedOnBothSidesAsync();
        var before = _scene.Everything;
        (TargetStatus? status, RunSummary summary) = await _scene.StatusAsync();
        Assert.Equal((ExitCode.Done, null), (summary.Exit, summary.Message));
        Assert.Equal(["here", "large", "new"], status!.Changes.Select(change => $"{change.Path}"));
        Assert.Equal(RelativePath.Parse("there"), Assert.Single(status.Drift).Path);
        Assert.Equal(RelativePath.Parse("both"), Assert.Single(status.Conflicts).Path);
        Assert.Equal((1L, "tester@here", null, false, _scene.StatePath), (status.LastRun, status.Last?.Owner, status.Holder, status.IsInterrupted, status.State));
        PushScene.AssertSame(before, _scene.Everything);
    }

    [Fact]
    public async Task A_status_names_who_holds_the_target_and_is_not_kept_from_it()
    {
        await ChangedOnBothSidesAsync();
        using Target held = Target.Open(Encoding.UTF8.GetBytes(_scene.RootPath), "bob@pc", isPreview: false);
        Assert.StartsWith("bob@pc (process ", (await _scene.StatusAsync()).Status!.Holder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_does_not_exist_has_a_status_and_is_not_made()
    {
        _scene.Project.Write("a", "1");
        (TargetStatus? status, RunSummary summary) = await _scene.StatusAsync();
        Assert.Equal((ExitCode.Done, 0L, null), (summary.Exit, status!.LastRun, status.State));
        Assert.False(Directory.Exists(Path.GetDirectoryName(_scene.RootPath)));
    }

    private static string Text(ReadOnlyMemory<byte>? content) => content is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "";

    private async Task ChangedOnBothSidesAsync()
    {
        foreach (string name in (string[])["both", "here", "there"])
        {
            _scene.Project.Write(name, "1");
        }

        _scene.Project.Write("large", new string('x', 1 << 20));
        await _scene.PushAsync();
        _scene.Project.Write("both", "mine");
        _scene.Project.Write("here", "changed here");
        _scene.Project.Write("new", "added");
        _scene.Project.Write("large", new string('y', (1 << 20) + 1));
        _scene.OnTarget().Write("both", "theirs");
        _scene.OnTarget().Write("there", "changed there");
    }
}
