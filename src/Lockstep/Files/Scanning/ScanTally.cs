using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>What a scan finds besides entries: each worker counts for itself, then all are added up.</summary>
internal sealed class ScanTally
{
    private readonly List<Problem> _problems = [];
    private readonly SortedSet<RelativePath> _incomplete = [];
    private readonly List<RelativePath> _special = [];
    private long _hiddenCount;
    private long _ignoredCount;

    /// <summary>Whether directories were entered that stay only if something was found below.</summary>
    public bool HasDescents { get; set; }

    /// <summary>The cause of the problem found last.</summary>
    public string LastCause => _problems[^1].Cause;

    public void AddProblem(RelativePath path, string cause) => _problems.Add(new Problem(path, cause));

    public void AddProblem(RelativePath path, string cause, RelativePath incomplete)
    {
        AddProblem(path, cause);
        _incomplete.Add(incomplete);
    }

    public void AddSpecial(RelativePath path) => _special.Add(path);

    public void AddProtected(Rule? rule)
    {
        switch (rule?.Level)
        {
            case RuleLevel.State:
                break;
            case RuleLevel.Hidden or RuleLevel.VersionControl when !rule.IsOfSettings:
                _hiddenCount++;
                break;
            default:
                _ignoredCount++;
                break;
        }
    }

    public void Add(ScanTally other)
    {
        _problems.AddRange(other._problems);
        _incomplete.UnionWith(other._incomplete);
        _special.AddRange(other._special);
        _hiddenCount += other._hiddenCount;
        _ignoredCount += other._ignoredCount;
        HasDescents |= other.HasDescents;
    }

    public ScanResult ToResult(Snapshot snapshot)
    {
        _problems.Sort((left, right) => left.Path.CompareTo(right.Path));
        _special.Sort();
        List<RelativePath> named = _special[..Math.Min(_special.Count, SkippedEntries.MaxSpecialPaths)];
        var skipped = new SkippedEntries(_hiddenCount, _ignoredCount, _special.Count, named);
        return new ScanResult(snapshot, _problems, [.. _incomplete], skipped);
    }
}
