using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22b: a path that is ignored for a while is still ours when the rule goes; nobody counts as having changed the target.</summary>
public sealed class IgnoredForAWhileTests
{
    internal static PushOptions Ignoring { get; } = SeveralCheckouts.Plain with { Filter = SeveralCheckouts.Plain.Filter with { Exclude = ["b", "d"] } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_in_step_or_sent_when_the_rule_is_gone(bool isEdited)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await ann.PushWellAsync(Ignoring);
        Assert.Equal(("two", "three"), (scene.OnTarget("b"), scene.OnTarget("d/x")));
        if (isEdited)
        {
            ann.Tree.Write("b", "edited");
            ann.Tree.Write("d/x", "edited");
        }

        RunSummary summary = await ann.PushWellAsync();

        Assert.Equal(0, summary.Drift);
        Assert.Equal(isEdited ? ("edited", "edited") : ("two", "three"), (scene.OnTarget("b"), scene.OnTarget("d/x")));
        ann.Tree.Write("d/y", "below it");
        await ann.PushWellAsync();
        Assert.Equal("below it", scene.OnTarget("d/y"));
    }

    [Fact]
    public async Task What_somebody_changed_there_meanwhile_is_still_drift()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await ann.PushWellAsync(Ignoring);
        scene.Target.Write("b", "by hand");

        RunSummary summary = await ann.PushWellAsync();
        Assert.Equal(1, summary.DriftKept);
        ann.Tree.Write("b", "edited");
        Assert.Equal(ExitCode.Refused, (await ann.PushAsync()).Exit);
        Assert.Equal("by hand", scene.OnTarget("b"));
    }
}
