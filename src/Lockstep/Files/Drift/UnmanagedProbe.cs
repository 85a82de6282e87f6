using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>What a probe found.</summary>
/// <param name="Found">What stands there that the baseline does not have, in path order.</param>
/// <param name="Problems">What could not be looked at, in path order.</param>
public sealed record ProbeReport(IReadOnlyList<Difference> Found, IReadOnlyList<Problem> Problems);

/// <summary>
/// Looks at places of the target that the baseline does not have, and at the directories that lead there. Nothing is followed; Lockstep's own state is passed over.
/// </summary>
public static class UnmanagedProbe
{
    /// <summary>Tells what stands at paths and below them; files and links are read to tell their content, since size and time prove nothing.</summary>
    /// <param name="root">The target's root.</param>
    /// <param name="baseline">What is left out, being managed.</param>
    /// <param name="paths">In any order; the root path for everything unmanaged.</param>
    /// <param name="cancellation">Stops the probe.</param>
    public static ProbeReport Probe(
        RootedDirectory root, Snapshot baseline, IReadOnlyList<RelativePath> paths, CancellationToken cancellation)
    {
        var findings = new DriftFindings();
        var pile = new WorkPile<ProbedDirectory>(
            WorkPile<ProbedDirectory>.UsualWorkers,
            () => new DirectoryProbe(root, findings),
            cancellation);
        foreach ((RelativePath parent, List<RelativePath> inIt) in ByParent(Outermost(paths)))
        {
            pile.Add(new ProbedDirectory(parent, baseline.ChildrenOf(parent), inIt));
        }

        findings.Differences.AddRange(OnTheWay(root, baseline, paths));
        pile.Finish();
        DriftReport report = findings.ToReport(hasUnmanaged: false);
        return new ProbeReport(report.Differences, report.Problems);
    }

    /// <summary>The unmanaged directories that lead to the paths: without them nothing below could be put anywhere.</summary>
    private static List<Difference> OnTheWay(RootedDirectory root, Snapshot baseline, IReadOnlyList<RelativePath> paths)
    {
        var above = new SortedSet<RelativePath>();
        foreach (RelativePath path in Outermost(paths))
        {
            for (RelativePath directory = path.Parent; !directory.IsRoot && !baseline.Find(directory).Exists && above.Add(directory);)
            {
                directory = directory.Parent;
            }
        }

        return PathLook.At(root, [.. above])
            .FindAll(edit => edit.Entry.IsDirectory)
            .ConvertAll(edit => new Difference(edit.Path, edit.Entry, IsManaged: false));
    }

    private static Dictionary<RelativePath, List<RelativePath>> ByParent(List<RelativePath> paths)
    {
        var groups = new Dictionary<RelativePath, List<RelativePath>>();
        foreach (RelativePath path in paths)
        {
            if (!groups.TryGetValue(path.Parent, out List<RelativePath>? group))
            {
                groups.Add(path.Parent, group = []);
            }

            group.Add(path);
        }

        return groups;
    }

    /// <summary>The paths that are not below another of them, each once.</summary>
    private static List<RelativePath> Outermost(IReadOnlyList<RelativePath> paths)
    {
        var outermost = new List<RelativePath>();
        foreach (RelativePath path in new SortedSet<RelativePath>(paths))
        {
            if (outermost.Count == 0 || !path.IsBelow(outermost[^1]))
            {
                outermost.Add(path);
            }
        }

        return outermost;
    }
}

/// <summary>A directory still to be probed.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Managed">What the baseline has in it.</param>
/// <param name="Only">The paths in it that are asked for; the root path, and null, for everything.</param>
internal readonly record struct ProbedDirectory(RelativePath Path, EntryList Managed, IReadOnlyList<RelativePath>? Only);
