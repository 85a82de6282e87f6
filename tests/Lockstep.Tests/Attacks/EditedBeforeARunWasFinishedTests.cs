using System.Globalization;
using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: a push is killed in its commit, and somebody edits on the server what it is about to replace. The next contact finishes the push;
/// it says what it replaced, and an undo gives that back.
/// </summary>
public sealed class EditedBeforeARunWasFinishedTests
{
    [Theory]
    [InlineData(FaultPoint.BeginRun)]
    [InlineData(FaultPoint.Preserve)]
    [InlineData(FaultPoint.Install)]
    public async Task An_edit_that_a_run_replaces_is_named_and_can_be_had_again(FaultPoint at)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "ann's");
        await ann.PushKilledAsync(at);
        scene.Target.Write("a", "server's");

        RunSummary status = await bob.PushAsync();

        Assert.Equal((ExitCode.Done, "ann's"), (status.Exit, scene.OnTarget("a")));
        string note = Assert.Single(bob.Told.Notes, note => note.Contains("'a'", StringComparison.Ordinal));
        Assert.Contains("replaced what somebody had changed", note, StringComparison.Ordinal);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"'lockstep undo --run {scene.Runs} PATH'"), note, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await ann.UndoAsync(SeveralCheckouts.Plain with { Confirmed = true })).Exit);
        Assert.Equal("server's", scene.OnTarget("a"));
    }

    [Fact]
    public async Task An_edit_of_what_a_run_deletes_is_named_and_stays_the_servers_after_an_undo()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Remove(RelativePath.Parse("a"));
        await ann.PushKilledAsync(FaultPoint.Delete);
        scene.Target.Write("a", "server's");

        await bob.PushAsync();

        Assert.Null(scene.OnTarget("a"));
        Assert.Contains(bob.Told.Notes, note => note.Contains("replaced what somebody had changed since it had looked there: 'a'", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, (await ann.UndoAsync(SeveralCheckouts.Plain with { Confirmed = true })).Exit);
        Assert.Equal("server's", scene.OnTarget("a"));
        await ann.PushAsync();
        Assert.Equal("server's", scene.OnTarget("a"));
    }

    [Fact]
    public async Task A_directory_made_where_a_run_deletes_a_file_stays()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Remove(RelativePath.Parse("a"));
        await ann.PushKilledAsync(FaultPoint.Delete);
        scene.Target.Remove(RelativePath.Parse("a"));
        scene.Target.Write("a/theirs", "server's");

        await bob.PushAsync();

        Assert.Equal("server's", scene.OnTarget("a/theirs"));
        Assert.Contains(bob.Told.Notes, note => note.StartsWith("'a' was not put in place", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_named_where_nobody_edited()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "ann's");
        await ann.PushKilledAsync(FaultPoint.Install);

        await bob.PushAsync();

        Assert.Equal("ann's", scene.OnTarget("a"));
        Assert.Contains(bob.Told.Notes, note => note.StartsWith("finished run ", StringComparison.Ordinal));
        Assert.DoesNotContain(bob.Told.Notes, note => note.Contains("'a'", StringComparison.Ordinal));
    }
}
