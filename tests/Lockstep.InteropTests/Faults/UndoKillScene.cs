using System.Globalization;
using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Faults;

/// <summary>Somebody is killed while a push is undone. Sometimes the undo is then completed, and sometimes the project is pushed again instead.</summary>
internal sealed class UndoKillScene(LoopbackSshServer server, int seed) : KillScene(server, seed, editsTarget: false)
{
    private int _run;

    /// <inheritdoc/>
    protected override StruckSide Side => TargetSide;

    /// <inheritdoc/>
    protected override string[] Command => ["undo", Place.Address, "--no-deploy", "--run", _run.ToString(CultureInfo.InvariantCulture)];

    private string Copy => Path.Combine(Place.Directory, "before");

    /// <inheritdoc/>
    protected override async Task ArrangeAsync(CancellationToken cancellation)
    {
        Shell.Run($"rm -rf {Shell.Quote(Copy)}; cp -a {Shell.Quote(Place.Target)} {Shell.Quote(Copy)}");
        int last = LastRun();
        do
        {
            // Some edits change nothing.
            Edit();
            await RunCleanAsync(Side, PushCommand, cancellation);
            _run = LastRun();
        }
        while (_run == last);
        Agree();
        Allow(TreeContents.Of(Copy));
    }

    /// <inheritdoc/>
    protected override async Task CompleteAsync(CancellationToken cancellation)
    {
        if (Random.Next(4) > 0)
        {
            await RunCleanAsync(Side, Command, cancellation);
            string undone = TreeJudge.DifferencesByRsync(Copy, Place.Target);
            Require(undone.Length == 0, $"the undo leaves differences:\n{undone}");
            Agree();
        }

        await RunCleanAsync(Side, PushCommand, cancellation);

        // A directory's time that only the undo has set is nobody's change in the project.
        string differences = TreeJudge.DifferencesByRsync(Place.Project, Place.Target, "--omit-dir-times");
        Require(differences.Length == 0, $"the push after the undo leaves differences:\n{differences}");
        Agree();
    }

    private int LastRun() =>
        Directory.EnumerateDirectories(Path.Combine(Place.State, "history")).Max(run => int.Parse(Path.GetFileName(run), CultureInfo.InvariantCulture));
}
