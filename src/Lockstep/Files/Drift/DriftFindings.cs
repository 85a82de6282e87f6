using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>What a worker found; each finds for itself, then all are added up.</summary>
internal sealed class DriftFindings
{
    public List<Difference> Differences { get; } = [];

    public List<Problem> Problems { get; } = [];

    public List<EntryEdit> Restamped { get; } = [];

    public List<SeenStatus> OpenToOthers { get; } = [];

    public void Add(DriftFindings other)
    {
        Differences.AddRange(other.Differences);
        Problems.AddRange(other.Problems);
        Restamped.AddRange(other.Restamped);
        OpenToOthers.AddRange(other.OpenToOthers);
    }

    public DriftReport ToReport(bool hasUnmanaged)
    {
        Differences.Sort((left, right) => left.Path.CompareTo(right.Path));
        Problems.Sort((left, right) => left.Path.CompareTo(right.Path));
        Restamped.Sort((left, right) => left.Path.CompareTo(right.Path));
        OpenToOthers.Sort((left, right) => left.Path.CompareTo(right.Path));
        return new DriftReport(Differences, Problems, Restamped, hasUnmanaged) { OpenToOthers = OpenToOthers };
    }
}
