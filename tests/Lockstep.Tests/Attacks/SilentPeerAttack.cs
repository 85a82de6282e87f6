using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;
using Xunit;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, B11 and 22h: a server that falls silent, wherever in a session it does. Every verb ends by itself, with exit code 1 or 3, the phase and the
/// remedy; the session is cut at 50 points, in either direction. The clock is the test's, so that nobody waits.
/// </summary>
public sealed class SilentPeerAttack
{
    private const int Points = 50;

    /// <summary>How long a verb that was told to end may need for it on a busy machine, before it counts as hanging.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Verbs { get; } = ["push", "first push", "large push", "push --dry-run", "diff", "status", "pull", "undo", "history"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public Task A_server_that_says_no_more_ends_every_verb(string verb) => AttackAsync(verb, SilentStream.Form.Stalls, isFromAgent: true, Points);

    [Theory]
    [MemberData(nameof(Verbs))]
    public Task A_server_that_says_a_byte_a_second_ends_every_verb(string verb) => AttackAsync(verb, SilentStream.Form.Drips, isFromAgent: true, points: 12);

    [Theory]
    [MemberData(nameof(Verbs))]
    public Task A_server_that_hears_no_more_ends_every_verb(string verb) => AttackAsync(verb, SilentStream.Form.Swallows, isFromAgent: false, points: 12);

    [Theory]
    [MemberData(nameof(Verbs))]
    public Task A_server_that_takes_no_more_ends_every_verb(string verb) => AttackAsync(verb, SilentStream.Form.Stalls, isFromAgent: false, points: 12);

    private static async Task AttackAsync(string verb, SilentStream.Form form, bool isFromAgent, int points)
    {
        long length = await MeasureAsync(verb, isFromAgent);
        Assert.True(length > points, $"{verb} has {length} bytes");
        for (int point = 0; point < points; point++)
        {
            long cut = length * point / points;
            string where = $"{verb}, silent at {cut} of {length}";
            using PushScene scene = await PrepareAsync(verb);
            var clock = new VirtualClock();
            var isSilent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Stream Through(Stream whole)
            {
                var silent = new SilentStream(whole, cut, form, clock);
                silent.Silent.ContinueWith(_ => isSilent.TrySetResult(), TaskScheduler.Default);
                return silent;
            }

            scene.Time = clock;
            _ = isFromAgent ? scene.FromAgent = Through : scene.ToAgent = Through;
            Task<RunSummary> run = RunAsync(scene, verb);
            await Task.WhenAny(run, isSilent.Task);
            // The client may be at work of its own still, so that the minute begins later; how long it is, EndlessPeerAttack tells.
            Task hang = Task.Delay(Hang);
            while (!run.IsCompleted)
            {
                Assert.False(hang.IsCompleted, $"{where}: it hangs");
                clock.AdvanceSecond();
                await Task.Yield();
            }

            RunSummary summary = await run;
            if (summary.Exit == ExitCode.Done)
            {
                // Nobody waited for the rest: a farewell, or the first answer to a question about nothing. Short answers come in time, a byte a second too.
                Assert.True(point >= points - 2 || !isFromAgent || form == SilentStream.Form.Drips, $"{where}: done");
                continue;
            }

            Assert.True(summary.Exit is ExitCode.NoConnection or ExitCode.SyncFailed, $"{where}: {PushScene.Describe(summary)}");
            Assert.Contains("an agent in this process", summary.Message, StringComparison.Ordinal);
            Assert.Contains(" while ", summary.Message, StringComparison.Ordinal);
            Assert.Contains("Check ", summary.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<long> MeasureAsync(string verb, bool isFromAgent)
    {
        using PushScene scene = await PrepareAsync(verb);
        SilentStream? way = null;
        Stream Through(Stream whole) => way = new SilentStream(whole, long.MaxValue, SilentStream.Form.Stalls, new VirtualClock());
        _ = isFromAgent ? scene.FromAgent = Through : scene.ToAgent = Through;
        RunSummary summary = await RunAsync(scene, verb);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return way!.Count;
    }

    /// <summary>A project and a target with something to do for the verb.</summary>
    private static async Task<PushScene> PrepareAsync(string verb)
    {
        var scene = new PushScene(throughWire: true);
        scene.Project.Write(RelativePath.Parse("kept"), "kept"u8.ToArray());
        scene.Project.Write(RelativePath.Parse("large"), Large(edit: 0));
        if (verb is "first push")
        {
            return scene;
        }

        await scene.PushAsync();
        if (verb is "pull")
        {
            scene.OnTarget().Write(RelativePath.Parse("kept"), "edited there"u8.ToArray());
            scene.OnTarget().Write(RelativePath.Parse("large"), Large(edit: 2));
        }
        else
        {
            scene.Project.Write(RelativePath.Parse("kept"), "edited"u8.ToArray());
            scene.Project.Write(RelativePath.Parse("new"), "new"u8.ToArray());
            if (verb is "large push")
            {
                scene.Project.Write(RelativePath.Parse("large"), Large(edit: 1));
            }
        }

        if (verb is "undo" or "history")
        {
            await scene.PushAsync();
        }

        return scene;
    }

    private static async Task<RunSummary> RunAsync(PushScene scene, string verb)
    {
        try
        {
            switch (verb)
            {
                case "diff":
                    return await scene.DiffAsync();
                case "history":
                    await scene.HistoryAsync(run: 1);
                    return Done();
                case "status":
                    return (await scene.StatusAsync()).Summary;
                case "pull":
                    return await scene.PullAsync(new PullOptions { Confirmed = true });
                case "undo":
                    return await scene.UndoAsync();
                case "push --dry-run":
                    return await scene.PushAsync(PushScene.Agreed with { IsDryRun = true });
                default:
                    return await scene.PushAsync();
            }
        }
        catch (SyncException failure)
        {
            return Done() with { Exit = failure.ExitCode, Message = failure.Message };
        }
    }

    private static RunSummary Done() => new() { Target = "app", Exit = ExitCode.Done };

    private static byte[] Large(int edit)
    {
        byte[] bytes = new byte[400_000];
        new Random(7).NextBytes(bytes);
        bytes[200_000] += (byte)edit;
        return bytes;
    }
}
