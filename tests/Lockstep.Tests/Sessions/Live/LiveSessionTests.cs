using CsCheck;
using Lockstep.Sessions.Live;
using Lockstep.Tests.Files;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>A project that is edited while it is watched, and its target: both on real disks, without ssh in between.</summary>
public sealed class LiveSessionTests
{
    [Fact]
    public Task A_save_goes_out_by_itself() => WatchAsync(async (tree, target, seen) =>
    {
        tree.WithFile("f", "one");
        await seen.UntilAsync(() => Text(target["f"]) == "one");

        tree.WithFile("f", "two, longer");
        await seen.UntilAsync(() => Text(target["f"]) == "two, longer");
    });

    [Fact]
    public Task What_is_removed_goes_there_too() => WatchAsync(async (tree, target, seen) =>
    {
        tree.WithFile("d/f").WithFile("g");
        await seen.UntilAsync(() => File.Exists(target["d/f"]) && File.Exists(target["g"]));

        Directory.Delete(tree["d"], recursive: true);

        await seen.UntilAsync(() => !Directory.Exists(target["d"]));
        Assert.True(File.Exists(target["g"]));
    });

    [Fact]
    public Task What_becomes_ignored_stays_on_the_target() => WatchAsync(async (tree, target, seen) =>
    {
        tree.WithFile("a.log", "one").WithFile("b", "one");
        await seen.UntilAsync(() => File.Exists(target["a.log"]) && File.Exists(target["b"]));

        tree.WithFile(".lockstepignore", "*.log\n");
        await seen.UntilAsync(() => seen.Batches.Any(batch => batch.Scope.IsEverything && batch.Delay is not null));
        tree.WithFile("a.log", "changed").WithFile("b", "changed");
        await seen.UntilAsync(() => Text(target["b"]) == "changed");

        Assert.Equal("one", Text(target["a.log"]));
    });

    [Fact]
    public Task What_somebody_changed_on_the_target_is_shown_and_not_overwritten() => WatchAsync(async (tree, target, seen) =>
    {
        tree.WithFile("f", "one").WithFile("g", "one");
        await seen.UntilAsync(() => File.Exists(target["f"]) && File.Exists(target["g"]));
        target.WithFile("f", "theirs and longer");

        tree.WithFile("f", "mine");
        await seen.UntilAsync(() => seen.Drift.Any(drift => drift.Path == RelativePath.Parse("f")));
        tree.WithFile("g", "mine");
        await seen.UntilAsync(() => Text(target["g"]) == "mine");

        Assert.Equal("theirs and longer", Text(target["f"]));
    });

    [Fact]
    public void After_any_edits_both_trees_are_the_same() => TreeEdit.Any.Array[1, 12].Sample(
        edits => RunAsync(edits).GetAwaiter().GetResult(), iter: 20, threads: 1);

    private static Task RunAsync(TreeEdit[] edits) => WatchAsync(async (tree, target, seen) =>
    {
        var live = new LiveTree(tree.Path, clock: 7);
        foreach (TreeEdit edit in edits)
        {
            edit.ApplyTo(live);
        }

        tree.WithFile("mark");
        try
        {
            await seen.UntilAsync(() => File.Exists(target["mark"]) && Entries(tree).SequenceEqual(Entries(target)));
        }
        catch (TimeoutException)
        {
            // It says what is missing.
            Sessions.PushScene.AssertSame(Entries(tree), Entries(target));
            throw;
        }
    });

    private static SortedDictionary<RelativePath, Entry> Entries(TemporaryDirectory tree) => TreeText.Flatten(DiskTree.Read(tree.Path));

    private static string? Text(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static async Task WatchAsync(Func<TemporaryDirectory, TemporaryDirectory, SeenBatches, Task> edit)
    {
        using var scene = new LiveScene();
        await scene.WatchAsync(() => edit(scene.Project, scene.Target, scene.Seen));
    }
}
