using System.Text;
using Lockstep.Sessions;
using Lockstep.Sessions.Undoing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22e: a forced undo goes back over what somebody changed where it has something to put back, and leaves all other changes alone.</summary>
public sealed class UndoBesideForeignChangesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forced_undo_leaves_a_change_beside_it_alone(bool throughWire)
    {
        using PushScene scene = await TwoRunsAsync(throughWire);
        scene.OnTarget().Write("f", "by hand");
        scene.OnTarget().Write("g", "by hand too");

        Assert.Equal(ExitCode.Refused, (await scene.UndoAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
        RunSummary forced = await scene.UndoAsync(options: PushScene.Agreed with { Force = true }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(forced.Exit == ExitCode.Done, PushScene.Describe(forced));
        Assert.Equal(("by hand", "old"), (Read(scene, "f"), Read(scene, "g")));
        Assert.Contains(ContentHash.Of("by hand too"u8), scene.HistoryContents());
    }

    [Theory]
    [InlineData("f")]
    [InlineData("d")]
    [InlineData("d/x")]
    [InlineData("d/e")]
    public async Task A_forced_undo_works_beside_whatever_was_removed_or_replaced(string path)
    {
        foreach (bool isReplaced in new[] { false, true })
        {
            using PushScene scene = await TwoRunsAsync(throughWire: false);
            scene.OnTarget().Remove(RelativePath.Parse(path));
            if (isReplaced)
            {
                scene.OnTarget().Write(path, "another kind");
            }

            RunSummary forced = await scene.UndoAsync(options: PushScene.Agreed with { Force = true }, cancellation: TestContext.Current.CancellationToken);
            Assert.True(forced.Exit == ExitCode.Done, PushScene.Describe(forced));
            Assert.Equal(("old", "deep"), (Read(scene, "g"), Read(scene, "d/e/y")));
        }
    }

    [Fact]
    public async Task A_root_that_is_gone_is_made_again_with_what_the_history_has()
    {
        using PushScene scene = await TwoRunsAsync(throughWire: false);
        scene.OnTarget().Remove(RelativePath.Parse("d"));
        Directory.Delete(scene.RootPath, recursive: true);
        RunSummary undone = await scene.UndoAsync(options: PushScene.Agreed with { Force = true }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(undone.Exit == ExitCode.Done, PushScene.Describe(undone));
        Assert.Equal("old", Read(scene, "g"));
    }

    /// <summary>The second run replaced <c>g</c> and removed <c>d/e/y</c>.</summary>
    private static async Task<PushScene> TwoRunsAsync(bool throughWire)
    {
        var scene = new PushScene(throughWire);
        scene.Project.Write("f", "first");
        scene.Project.Write("g", "old");
        scene.Project.Write("d/x", "stays");
        scene.Project.Write("d/e/y", "deep");
        scene.Project.Write("d/e/z", "beside");
        Assert.Equal(ExitCode.Done, (await scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
        scene.Project.Write("g", "new");
        scene.Project.Remove(RelativePath.Parse("d/e/y"));
        Assert.Equal(ExitCode.Done, (await scene.PushAsync(cancellation: TestContext.Current.CancellationToken)).Exit);
        return scene;
    }

    private static string Read(PushScene scene, string path) => Encoding.UTF8.GetString(scene.OnTarget().ReadFile(RelativePath.Parse(path)));
}
