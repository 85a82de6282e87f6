using CsCheck;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

public class PushTests
{
    [Theory]
    [InlineData("a=1")]
    [InlineData("a=1; b/; c -> a; d/e/f=2; d/g/ !700")]
    [InlineData("a/b/c/d/e=1; a/b/x=2 !444; a/y -> ../../outside")]
    public void A_first_push_makes_the_root_exactly_the_project(string project)
    {
        using var scene = new TargetScene();
        CommitReport report = scene.Push(project);
        Assert.Equal(1, report.Run);
        Assert.Empty(report.Problems);
        scene.AssertIs(scene.Project(project));
    }

    [Theory]
    [InlineData("a=1", "a=2")]
    [InlineData("a=1", "")]
    [InlineData("a=1", "a=1; b=2")]
    [InlineData("a=1", "a/b=1")]
    [InlineData("a/b=1; a/c/d=2", "a=3")]
    [InlineData("a -> b", "a=1")]
    [InlineData("a=1", "a -> b")]
    [InlineData("a -> b", "a/c=1")]
    [InlineData("a/b=1", "a -> b")]
    [InlineData("a -> b", "a -> c")]
    [InlineData("a=1", "a=1 !600")]
    [InlineData("a=1", "a=1 @99")]
    [InlineData("d/a=1", "d/a=1; d/ !700")]
    [InlineData("d/a=1", "e/a=1")]
    [InlineData("d/a=1", "a=1")]
    [InlineData("a=1", "d/e/a=1")]
    [InlineData("a=1; b=2", "a/x=2; b=1")]
    [InlineData("a/b/c=1; a/d=2", "x/b/c=1; x/d=2")]
    [InlineData("a=1", "a=1; b=1")]
    [InlineData("a/x=1", "a=1")]
    [InlineData("a=33", "a/x=33")]
    [InlineData("d/ !555; d/a=1", "d/ !555; d/a=2; d/b=3")]
    [InlineData("d/ !555; d/e/ !555; d/e/a=1", "x=1")]
    public void A_second_push_makes_the_root_exactly_the_new_project(string before, string after)
    {
        using var scene = new TargetScene();
        scene.Push(before);
        CommitReport report = scene.Push(after);
        Assert.Empty(report.Problems);
        Assert.Empty(report.Kept);
        Assert.Empty(report.Drift);
        Assert.Equal(2, report.Run);
        scene.AssertIs(scene.Project(after));
    }

    [Fact]
    public void Any_two_pushes_leave_the_second_project_and_its_baseline() =>
        TreeGen.Pair.Sample(
            pair =>
            {
                using var scene = new TargetScene();
                Snapshot before = WithLinkTexts(pair.Before), after = WithLinkTexts(pair.After);
                scene.Push(before);
                scene.AssertIs(before);
                CommitReport report = scene.Push(after);
                Assert.Empty(report.Problems);
                scene.AssertIs(after);
                using Lockstep.Files.Target target = scene.Open();
                Assert.Equal(after.Digest, target.Baseline.Digest);
                Assert.Equal(after.Digest, report.Baseline);
                Assert.Empty(Lockstep.Files.Drift.DriftCheck.Compare(target.Root.Tree!, target.Baseline, CancellationToken.None).Differences);
            },
            iter: 300,
            threads: 1);

    /// <summary>A symbolic link without text cannot be made.</summary>
    internal static Snapshot WithLinkTexts(Snapshot tree)
    {
        SortedDictionary<RelativePath, Entry> entries = TreeText.Flatten(tree);
        foreach ((RelativePath path, Entry entry) in entries.ToList())
        {
            if (entry is { Type: EntryType.Symlink, Size: 0 })
            {
                entries[path] = TreeText.File("1") with { Type = EntryType.Symlink, Mode = 0, ModifiedNs = entry.ModifiedNs };
            }
        }

        return TreeText.Build(entries);
    }
}
