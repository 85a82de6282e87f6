namespace Lockstep.Wire.Packs;

/// <summary>
/// Which zstd level brings contents through a link soonest. Compressing a pack and sending the one before it go on at the same time, so a byte costs
/// the longer of the two.
/// </summary>
public static class CompressionLevels
{
    /// <summary>Contents are sent as they are.</summary>
    public const int Raw = 0;

    /// <summary>The level to begin with: it keeps up with all but the fastest links.</summary>
    public const int First = 1;

    // A change of level starts a new zstd stream, which forgets what could be referred to; and what gains less is not worth the processor's time.
    private const double LeastGain = 0.1;

    // Assumed before anything was observed: level 1 on one core, source text.
    private const double UsualCompressorBytesPerSecond = 300e6;
    private const double UsualShare = 0.35;

    // Speed and what is left relative to level 1: ZstdSharp, packs of a Linux kernel's drivers/net, one stream.
    private static readonly Candidate[] Candidates = [new(1, 1, 1), new(3, 0.6, 0.9), new(5, 0.3, 0.85), new(7, 0.2, 0.82), new(9, 0.15, 0.8)];

    /// <summary>Chooses a level.</summary>
    /// <param name="rates">What was observed.</param>
    /// <param name="current">The level in use, which is kept unless another gains noticeably.</param>
    /// <returns>A zstd level, or <see cref="Raw"/> when the link takes the contents faster than any level would give them.</returns>
    public static int Choose(in LinkRates rates, int current = First)
    {
        if (rates.LinkBytesPerSecond <= 0)
        {
            return current;
        }

        (int best, double least) = (current, CostOf(current, rates));
        double raw = CostOf(Raw, rates);
        if (raw < least * (1 - LeastGain))
        {
            (best, least) = (Raw, raw);
        }

        foreach (Candidate candidate in Candidates)
        {
            double cost = CostOf(candidate, rates);
            if (cost < least * (1 - LeastGain))
            {
                (best, least) = (candidate.Level, cost);
            }
        }

        return best;
    }

    /// <summary>What was observed at a level, as level 1 would have shown it.</summary>
    /// <param name="level">A level that <see cref="Choose"/> gives, other than <see cref="Raw"/>.</param>
    /// <param name="bytesPerSecond">Bytes of content compressed in a second.</param>
    /// <param name="share">What was left of them, as a share of their length.</param>
    public static (double BytesPerSecond, double Share) AtFirst(int level, double bytesPerSecond, double share)
    {
        Candidate candidate = CandidateOf(level);
        return (bytesPerSecond / candidate.Speed, share / candidate.Share);
    }

    // Seconds a byte of content takes.
    private static double CostOf(int level, in LinkRates rates) =>
        level == Raw ? 1 / rates.LinkBytesPerSecond : CostOf(CandidateOf(level), rates);

    private static double CostOf(in Candidate candidate, in LinkRates rates)
    {
        double speed = rates.CompressorBytesPerSecond > 0 ? rates.CompressorBytesPerSecond : UsualCompressorBytesPerSecond;
        double share = rates.Share > 0 ? rates.Share : UsualShare;
        return Math.Max(1 / (speed * candidate.Speed), share * candidate.Share / rates.LinkBytesPerSecond);
    }

    private static Candidate CandidateOf(int level)
    {
        int index = Array.FindIndex(Candidates, candidate => candidate.Level == level);
        return index >= 0 ? Candidates[index] : throw new ArgumentOutOfRangeException(nameof(level), level, "Not a level that is ever chosen.");
    }

    private readonly record struct Candidate(int Level, double Speed, double Share);
}
