namespace Lockstep.Wire.Packs;

/// <summary>
/// Which zstd level brings contents through a link soonest. Two things go on at the same time, so a byte costs the longer of them: processors compress it, encrypt
/// what is left and take it apart again, and the link carries what is left.
/// </summary>
public static class CompressionLevels
{
    /// <summary>Contents are sent as they are.</summary>
    public const int Raw = 0;

    /// <summary>The lowest level.</summary>
    public const int First = 1;

    /// <summary>The highest level that is chosen: what more would gain is not worth its time on any link.</summary>
    public const int Last = 7;

    // A change of level starts a new zstd stream, which forgets what could be referred to; what gains less is not worth that.
    private const double LeastGain = 0.1;

    // What gains less may lose in the whole.
    private const double LeastGainOverRaw = 0.1;

    // Of a processor, with OpenSSH's default cipher: ssh and sshd together, with all copies between the four processes.
    private const double SecondsPerSentByte = 4e-9;

    // Of a processor, to take apart what was compressed, at any level.
    private const double SecondsPerExpandedByte = 0.7e-9;

    // In bytes of content. A link that takes more in a second is near, or looks slow because the processors at one of its ends are busy with something else, writing files
    // above all, which a higher level makes worse.
    private const double FastLinkContentPerSecond = 120e6;

    // Assumed before anything was observed: level 1 on one core, source text.
    private const double UsualCompressorBytesPerSecond = 330e6;
    private const double UsualShare = 0.25;

    // Measured with ZstdSharp on packs of a Linux kernel's drivers/net in one stream, of which level 1 leaves 0.24. Level 9 gains 2 % over 7 for a quarter of the speed.
    private static readonly Candidate[] Candidates = [new(First, 1, 0), new(3, 0.6, 0.15), new(5, 0.33, 0.26), new(Last, 0.23, 0.34)];

    /// <summary>Chooses a level.</summary>
    /// <param name="rates">What was observed; the link's rate is known.</param>
    /// <param name="current">The level in use, which is kept unless another gains noticeably.</param>
    /// <returns>A zstd level, or <see cref="Raw"/> when no level gains enough.</returns>
    public static int Choose(in LinkRates rates, int current)
    {
        bool isFast = rates.LinkBytesPerSecond > FastLinkContentPerSecond * Math.Min(ShareOf(CandidateOf(First), rates), UsualShare);
        (int best, double least) = (First, double.MaxValue);
        foreach (Candidate candidate in Candidates)
        {
            bool isTooSlow = candidate.Level > First && isFast;
            double cost = CostOf(candidate, rates);
            if (!isTooSlow && cost < least)
            {
                (best, least) = (candidate.Level, cost);
            }
        }

        double raw = Math.Max(rates.Connections * SecondsPerSentByte, 1 / rates.LinkBytesPerSecond);
        if (least > raw * (1 - LeastGainOverRaw))
        {
            return Raw;
        }

        bool isOutOfReach = current > best && isFast;
        return current == Raw || isOutOfReach || least < CostOf(CandidateOf(current), rates) * (1 - LeastGain) ? best : current;
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
    private static double CostOf(in Candidate candidate, in LinkRates rates)
    {
        double speed = rates.CompressorBytesPerSecond > 0 ? rates.CompressorBytesPerSecond : UsualCompressorBytesPerSecond;
        double share = ShareOf(candidate, rates);
        double processors = (1 / (speed * candidate.Speed)) + (rates.Connections * (SecondsPerExpandedByte + (share * SecondsPerSentByte)));
        return Math.Max(processors, share / rates.LinkBytesPerSecond);
    }

    private static double ShareOf(in Candidate candidate, in LinkRates rates) => candidate.ShareOf(rates.Share > 0 ? rates.Share : UsualShare);

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
