using System.Buffers;
using System.IO.Hashing;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Remembering;

/// <summary>
/// Tells a run of a target from another one of the same number, as a restored backup gets it: who made it, from which
/// project and directory, and when by the target's clock.
/// </summary>
/// <param name="Maker">A hash of the person, the project and its directory; 0 where nobody knows.</param>
/// <param name="StartedMs">When it started, in milliseconds since 1970; 0 for a run of one's own, which the client
/// cannot know.</param>
internal readonly record struct RunMark(UInt128 Maker, long StartedMs)
{
    /// <summary>The mark of a target's last run; unknown where its history does not tell of it.</summary>
    public static RunMark OfLast(TargetState state) =>
        state.Last is { Source: not null } last && last.Run == state.LastRun ? Of(last) : default;

    /// <summary>The mark of a run that this client has just made.</summary>
    public static RunMark OfOwn(string owner, RunSource source) => new(MakerOf(owner, source), StartedMs: 0);

    /// <summary>Whether a run can be the marked one. What is not known on either side does not tell them apart.</summary>
    /// <param name="run">The target's run of the same number; null where its history does not tell of it.</param>
    public bool MayBe(PastRun? run)
    {
        if (Maker == 0 || run is not { Source: not null })
        {
            return true;
        }

        RunMark other = Of(run);
        return Maker == other.Maker && (StartedMs == 0 || StartedMs == other.StartedMs);
    }

    private static RunMark Of(PastRun run) =>
        new(MakerOf(run.Owner, run.Source!), run.Started.ToUnixTimeMilliseconds());

    /// <summary>Which commit a run left may be found out later, so that does not count.</summary>
    private static UInt128 MakerOf(string owner, RunSource source)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.WriteText(owner);
        new RunSource(source.Project, source.Directory).Write(bytes);
        return XxHash128.HashToUInt128(bytes.WrittenSpan);
    }
}
