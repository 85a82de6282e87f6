namespace Lockstep.Sessions.Holding;

/// <summary>What became of the wish that a held connection ends.</summary>
/// <param name="Kind">Who holds it.</param>
/// <param name="Peer">Whom it led to; null where it has not ended.</param>
/// <param name="Process">The process that holds it; 0 for none.</param>
public sealed record HolderAnswer(HolderKind Kind, string? Peer = null, int Process = 0);
