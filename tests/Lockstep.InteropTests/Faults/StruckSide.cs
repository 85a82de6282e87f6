namespace Lockstep.InteropTests.Faults;

/// <summary>The side of a run that stages and commits: the target, or the project for a pull.</summary>
/// <param name="Root">Its tree.</param>
/// <param name="FindState">Finds its state directory, once there is one.</param>
internal sealed record StruckSide(string Root, Func<string> FindState)
{
    /// <summary>Its state directory.</summary>
    public string State => FindState();
}
