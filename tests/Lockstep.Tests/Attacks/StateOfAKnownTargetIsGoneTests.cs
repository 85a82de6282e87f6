using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, C15: a target that this client has pushed to answers as if nobody ever had: run 1 comes again, and the user is told why.</summary>
public sealed class StateOfAKnownTargetIsGoneTests
{
    private const string Told = "the target's state is gone";

    [Fact]
    public async Task A_second_run_1_is_told()
    {
        using var scene = new PushScene();
        scene.Project.Write(RelativePath.Parse("f"), "one"u8);
        var first = new RecordingObserver();
        await scene.PushAsync(observer: first, cancellation: TestContext.Current.CancellationToken);
        var second = new RecordingObserver();
        await scene.PushAsync(observer: second, cancellation: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(first.Notes.Concat(second.Notes), note => note.Contains(Told, StringComparison.Ordinal));

        Directory.Delete(Path.GetDirectoryName(scene.StatePath)!, recursive: true);
        var third = new RecordingObserver();
        await scene.PushAsync(observer: third, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains(third.Notes, note => note.Contains(Told, StringComparison.Ordinal));
    }
}
