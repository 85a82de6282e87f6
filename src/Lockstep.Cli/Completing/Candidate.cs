namespace Lockstep.Cli.Completing;

/// <summary>A word that could stand where the cursor is.</summary>
/// <param name="Word">The word.</param>
/// <param name="Description">What it is; empty where that need not be said.</param>
internal readonly record struct Candidate(string Word, string Description = "");
