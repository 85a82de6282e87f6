namespace Lockstep.InteropTests.Faults;

/// <summary>Somebody is killed while the project is pushed.</summary>
internal sealed class PushKillScene(LoopbackSshServer server, int seed) : KillScene(server, seed, editsTarget: false)
{
    /// <inheritdoc/>
    protected override StruckSide Side => TargetSide;

    /// <inheritdoc/>
    protected override string[] Command => PushCommand;

    /// <inheritdoc/>
    protected override bool IsLeftUnfinished() => Random.Next(3) == 0;

    /// <inheritdoc/>
    protected override Task ArrangeAsync(CancellationToken cancellation)
    {
        Edit();
        Allow(TreeContents.Of(Place.Project));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task CompleteAsync(CancellationToken cancellation)
    {
        await RunCleanAsync(Side, PushCommand, cancellation);
        string differences = Place.DifferencesByRsync();
        Require(differences.Length == 0, $"the next push leaves differences:\n{differences}");
        Agree();
    }
}
