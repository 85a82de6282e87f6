using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Faults;

/// <summary>Somebody is killed while what was done on the target is pulled into the project.</summary>
internal sealed class PullKillScene(LoopbackSshServer server, int seed) : KillScene(server, seed, editsTarget: true)
{
    /// <inheritdoc/>
    protected override StruckSide Side => new(Place.Project, FindState);

    /// <inheritdoc/>
    protected override string[] Command => ["pull", Place.Address, "."];

    /// <inheritdoc/>
    protected override async Task PrepareAsync(CancellationToken cancellation)
    {
        await ArrangeAsync(cancellation);
        await CompleteAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override Task ArrangeAsync(CancellationToken cancellation)
    {
        Edit();
        Allow(TreeContents.Of(Place.Target));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task CompleteAsync(CancellationToken cancellation)
    {
        if (Random.Next(4) == 0)
        {
            // A push first: it finishes a pull that was begun, and leaves alone what was not.
            await RunCleanAsync(TargetSide, PushCommand, cancellation);
        }

        await RunCleanAsync(Side, Command, cancellation);
        await RunCleanAsync(TargetSide, PushCommand, cancellation);
        string differences = TreeJudge.DifferencesByRsync(Place.Project, Place.Target, "--omit-dir-times");
        Require(differences.Length == 0, $"the next pull leaves differences:\n{differences}");
        Agree();
    }

    /// <summary>Its name is random, and before the first pull there is none.</summary>
    private string FindState()
    {
        string above = Path.Combine(Place.Directory, ".lockstep");
        return Directory.Exists(above) ? Directory.EnumerateDirectories(above, "pull-*").Single() : Path.Combine(above, "none");
    }
}
