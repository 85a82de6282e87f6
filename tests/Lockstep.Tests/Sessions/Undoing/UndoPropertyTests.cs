using CsCheck;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Undoing;

/// <summary>Whatever was pushed, an undo gives back exactly what was: contents, types, modes, times, links, directories.</summary>
public sealed class UndoPropertyTests
{
    private static readonly Gen<(TreeEdit[] Here, TreeEdit[] There)[]> BothSides =
        Gen.Select(TreeEdit.Any.Array[0, 6], TreeEdit.Any.Array[0, 3]).Array[2, 4];

    [Fact]
    public void Going_back_over_any_number_of_runs_and_undoing_that_gives_back_what_was() =>
        Gen.Select(TreeEdit.History, Gen.Int[0, 9], Gen.Bool).Sample((history, back, throughWire) => GoBackAsync(history, back, throughWire).Wait(), iter: 150);

    [Fact]
    public void A_forced_mirror_over_what_others_put_there_can_be_undone() =>
        BothSides.Sample(steps => UndoLastAsync(steps, PushScene.Agreed with { Force = true, Mirror = true }).Wait(), iter: 150);

    [Fact]
    public void A_forced_push_over_what_others_put_there_can_be_undone() =>
        BothSides.Sample(steps => UndoLastAsync(steps, PushScene.Agreed with { Force = true }).Wait(), iter: 150);

    [Fact]
    public void Paths_are_put_back_and_nothing_else() =>
        Gen.Select(TreeEdit.History, Gen.Int[0, 9], Gen.Int[0, 99]).Sample((history, back, which) => UndoPathAsync(history, back, which).Wait(), iter: 150);

    private static async Task GoBackAsync(TreeEdit[][] history, int back, bool throughWire)
    {
        using var scene = new PushScene(throughWire);
        List<SortedDictionary<RelativePath, Entry>> states = await PushAllAsync(scene, history);
        int run = states.Count - 1 - (back % (states.Count - 1));
        if (await AssertUndoneAsync(scene, new UndoRequest { Run = run }, states[run - 1]))
        {
            await AssertUndoneAsync(scene, new UndoRequest(), states[^1]);
        }

        await scene.AssertBaselineKnownAsync();
    }

    private static async Task UndoLastAsync((TreeEdit[] Here, TreeEdit[] There)[] steps, PushOptions options)
    {
        using var scene = new PushScene();
        long last = 0;
        foreach ((TreeEdit[] here, TreeEdit[] there) in steps)
        {
            scene.Apply(here);
            foreach (TreeEdit edit in last == 0 ? [] : there)
            {
                edit.ApplyTo(scene.OnTarget());
            }

            SettleTimes(scene);
            SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
            RunSummary pushed = await scene.PushAsync(options);
            Assert.True(pushed.Exit is ExitCode.Done or ExitCode.Partial || PushScene.IsHeld(pushed), PushScene.Describe(pushed));
            if (pushed.Run <= 1)
            {
                last = Math.Max(last, pushed.Run);
                continue;
            }

            SortedDictionary<RelativePath, Entry> after = scene.TargetEntries;
            if (await AssertUndoneAsync(scene, new UndoRequest(), before))
            {
                await AssertUndoneAsync(scene, new UndoRequest(), after);
            }

            last = pushed.Run + 2;
        }
    }

    private static async Task UndoPathAsync(TreeEdit[][] history, int back, int which)
    {
        using var scene = new PushScene();
        List<SortedDictionary<RelativePath, Entry>> states = await PushAllAsync(scene, history);
        int run = states.Count - 1 - (back % (states.Count - 1));
        IReadOnlyList<Change> changes = (await scene.HistoryAsync(run)).Changes;
        if (changes.Count == 0)
        {
            return;
        }

        RelativePath path = changes[which % changes.Count].Path;
        RunSummary undone = await scene.UndoAsync(new UndoRequest { Run = run, Paths = [path] });
        Assert.True(undone.Exit == ExitCode.Done, PushScene.Describe(undone));
        SortedDictionary<RelativePath, Entry> now = scene.TargetEntries;
        PushScene.AssertSame(At(states[run - 1], path), At(now, path));
        PushScene.AssertSame(Elsewhere(states[^1], path), Elsewhere(now, path));
    }

    /// <summary>Undoes; gives whether there was anything to do.</summary>
    private static async Task<bool> AssertUndoneAsync(PushScene scene, UndoRequest request, SortedDictionary<RelativePath, Entry> expected)
    {
        RunSummary undone = await scene.UndoAsync(request);
        Assert.True(undone.Exit == ExitCode.Done, PushScene.Describe(undone));
        PushScene.AssertSame(WithoutRootOf(expected), WithoutRootOf(scene.TargetEntries, expected));
        scene.AssertClean();
        return undone.Run > 0;
    }

    /// <summary>Pushes each step; gives the target after each run, and before the first.</summary>
    private static async Task<List<SortedDictionary<RelativePath, Entry>>> PushAllAsync(PushScene scene, TreeEdit[][] history)
    {
        scene.Project.Write("z", "always");
        var states = new List<SortedDictionary<RelativePath, Entry>> { scene.TargetEntries };
        foreach (TreeEdit[] edits in history)
        {
            scene.Apply(edits);
            RunSummary pushed = await scene.PushAsync();
            Assert.True(pushed.Exit == ExitCode.Done, PushScene.Describe(pushed));
            if (pushed.Run == states.Count)
            {
                states.Add(scene.TargetEntries);
            }
        }

        return states;
    }

    /// <summary>
    /// Gives directories of the project the times there that they have here: that somebody else put something into a directory is no change of it, and its time is
    /// put right by any run that works in it.
    /// </summary>
    private static void SettleTimes(PushScene scene)
    {
        SortedDictionary<RelativePath, Entry> here = scene.Project.Entries, there = scene.TargetEntries;
        LiveTree target = scene.OnTarget();
        foreach ((RelativePath path, Entry entry) in there.Where(entry => entry.Value.IsDirectory && !entry.Key.IsRoot).Reverse())
        {
            if (here.GetValueOrDefault(path).IsDirectory)
            {
                target.SetModified(path, here[path].ModifiedNs);
            }
        }
    }

    /// <summary>A root that was not there before the first run stays, empty.</summary>
    private static SortedDictionary<RelativePath, Entry> WithoutRootOf(
        SortedDictionary<RelativePath, Entry> entries, SortedDictionary<RelativePath, Entry>? expected = null)
    {
        bool hadRoot = (expected ?? entries).ContainsKey(RelativePath.Root);
        return hadRoot ? entries : new(entries.Where(entry => !entry.Key.IsRoot).ToDictionary());
    }

    private static SortedDictionary<RelativePath, Entry> At(SortedDictionary<RelativePath, Entry> entries, RelativePath path) =>
        new(entries.Where(entry => entry.Key == path || entry.Key.IsBelow(path)).ToDictionary());

    /// <summary>What neither is at or below a path nor leads to it.</summary>
    private static SortedDictionary<RelativePath, Entry> Elsewhere(SortedDictionary<RelativePath, Entry> entries, RelativePath path) =>
        new(entries.Where(entry => entry.Key != path && !entry.Key.IsBelow(path) && !path.IsBelow(entry.Key)).ToDictionary());
}
