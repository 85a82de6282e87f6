namespace Lockstep.InteropTests.Faults;

/// <summary>The side of a run that stages and commits: the target, or the project for a pull.</summary>
/// <param name="Root">Its tree.</param>
/// <param name="State">Its state directory.</param>
internal sealed record StruckSide(string Root, string State);
