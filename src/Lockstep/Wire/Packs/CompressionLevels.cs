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

    // A change of level starts a new zstd stream, which forgets what could be referred to; what gains less is not worth that.
    private const double LeastGain = 0.1;

    // Assumed before anything was observed: level 1 on one core, source text.
    private const double UsualCompressorBytesPerSecond = 250e6;
    private const double UsualShare = 0.3;

    // Measured with ZstdSharp on packs of a Linux kernel's drivers/net in one stream, of which level 1 leaves 0.24. Level 9 gains 2 % over 7 for a quarter of the speed.
    private static readonly Candidate[] Candidates = [new(First, 1, 0), new(3, 0.6, 0.15), new(5, 0.33, 0.26), new(7, 0.23, 0.34)];

    /// <summary>Chooses a level.</summary>
    /// <param name="rates">What was observed.</param>
    /// <param name="current">The level in use, which is kept unless another gains noticeably.</param>
    /// <returns>A zstd level, or <see cref="Raw"/> when the link takes the contents faster than any level would give them.</returns>
    public static int Choose(in LinkRates rates, int current)
    {
        if (rates.LinkBytesPerSecond <= 0)
        {
            return current;
        }

        (int best, double least) = (Raw, CostOf(Raw, rates));
        foreach (Candidate candidate in Candidates)
        {
            double cost = CostOf(candidate.Level, rates);
            if (cost < least)
            {
                (best, least) = (candidate.Level, cost);
            }
        }

        return least < CostOf(current, rates) * (1 - LeastGain) ? best : current;
    }

    /// <summary>What was observed at a level, as level 1 would have shown it.</summary>
    /// <param name="level">A level that <see cref="Choose"/> gives, other than <see cref="Raw"/>.</param>
    /// <param name="bytesPerSecond">Bytes of content compressed in a second.</param>
    /// <param name="share">What was left of them, as a share of their length.</param>
    public static (double BytesPerSecond, double Share) AtFirst(int level, double bytesPerSecond, double share)
    {
        Candidate candidate = CandidateOf(level);
        return (bytesPerSecond / candidate.Speed, candidate.FirstShareOf(share));
    }

    // Seconds a byte of content takes.
    private static double CostOf(int level, in LinkRates rates)
    {
        if (level == Raw)
        {
            return 1 / rates.LinkBytesPerSecond;
        }

        Candidate candidate = CandidateOf(level);
        double speed = rates.CompressorBytesPerSecond > 0 ? rates.CompressorBytesPerSecond : UsualCompressorBytesPerSecond;
        double share = rates.Share > 0 ? rates.Share : UsualShare;
        return Math.Max(1 / (speed * candidate.Speed), candidate.ShareOf(share) / rates.LinkBytesPerSecond);
    }

    private static Candidate CandidateOf(int level)
    {
        int index = Array.FindIndex(Candidates, candidate => candidate.Level == level);
        return index >= 0 ? Candidates[index] : throw new ArgumentOutOfRangeException(nameof(level), level, "Not a level that is ever chosen.");
    }

    /// <summary>A level that may be chosen.</summary>
    /// <param name="Level">The zstd level.</param>
    /// <param name="Speed">Its speed, as a share of level 1's.</param>
    /// <param name="Gain">What it takes off level 1's result where that is small; where level 1 gains nothing, it does not either.</param>
    private readonly record struct Candidate(int Level, double Speed, double Gain)
    {
        public double ShareOf(double first) => first * (1 - (Gain * (1 - first)));

        /// <summary>The inverse: the positive root of <c>Gain x² + (1 - Gain) x = share</c>.</summary>
        public double FirstShareOf(double share)
        {
            double linear = 1 - Gain;
            return Gain == 0 ? share : (Math.Sqrt((linear * linear) + (4 * Gain * share)) - linear) / (2 * Gain);
        }
    }
}
