using System.Diagnostics;
using System.Globalization;
using Lockstep.InteropTests.Faults;
using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>
/// A project is edited at random while it is watched, and its connection is cut every few seconds. <c>LOCKSTEP_SOAK_SECONDS=1800 ./test -class "*.SoakTests"</c>
/// is the long run; <c>LOCKSTEP_SOAK_SEED</c> repeats the edits of one.
/// </summary>
public sealed class SoakTests(SharedSshServer shared, ITestOutputHelper output)
{
    private const int ShortRun = 20;

    /// <summary>How long both trees may need to become the same after the last edit; only a test that fails waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_edited_while_the_connection_comes_and_goes_both_trees_are_the_same_in_the_end()
    {
        var length = TimeSpan.FromSeconds(FromEnvironment("LOCKSTEP_SOAK_SECONDS") ?? ShortRun);
        int seed = FromEnvironment("LOCKSTEP_SOAK_SEED") ?? Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using Workplace place = Workplace.For(Reach.Ssh, shared);
        var random = new Random(seed);
        var edits = new RandomEdits(place.Project, random);
        edits.Begin();
        using WatchClient watch = place.StartWatch("--max-delete", "1000000");
        await watch.UntilWatchingAsync(Cancellation);

        (int edited, int cuts) = await EditAsync(edits, watch, random, length);

        output.WriteLine($"seed {seed}: {edited} edits, {cuts} cuts, {watch.Batches} batches");
        File.WriteAllText(Path.Combine(place.Project, ".gitignore"), "");
        File.WriteAllText(Path.Combine(place.Project, "mark"), "the end");
        string differences = await watch.UntilAsync(() => Differences(place), text => text.Length == 0, Patience, Cancellation);
        Assert.True(differences.Length == 0, $"seed {seed}:\n{differences}\n{watch.Tail}");
        Assert.DoesNotContain("background check", watch.Said, StringComparison.Ordinal);
    }

    private static async Task<(int Edited, int Cuts)> EditAsync(RandomEdits edits, WatchClient watch, Random random, TimeSpan length)
    {
        (int edited, int cuts) = (0, 0);
        var nextCut = TimeSpan.FromSeconds(3);
        for (var time = Stopwatch.StartNew(); time.Elapsed < length; edited++)
        {
            edits.Next();
            if (time.Elapsed > nextCut)
            {
                ProcessTree.Kill(ProcessTree.FindBelow(watch.Id, "ssh"));
                nextCut = time.Elapsed + TimeSpan.FromSeconds(2 + (random.NextDouble() * 5));
                cuts++;
            }

            // Editing is slower than sending, mostly: bursts and pauses of every length are what is tried.
            await Task.Delay(random.Next(10) == 0 ? random.Next(1_500) : random.Next(20), Cancellation);
            Assert.False(watch.HasEnded, watch.Tail);
        }

        return (edited, cuts);
    }

    private static string Differences(Workplace place) =>
        TreeJudge.DifferencesByRsync(place.Project, place.Target, $"--exclude '.*' --exclude '{RandomEdits.Changeable}'");

    private static int? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
