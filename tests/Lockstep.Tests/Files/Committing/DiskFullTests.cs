using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>The disk fills up at every single fault point of a run, one after the other: what can be done is done, the rest is told, and with room again the next push completes.</summary>
public class DiskFullTests
{
    [Theory]
    [InlineData("", "a=1; d/b=2; d/e/c=3; l -> a")]
    [InlineData("a=1; b/x=2; c -> a; n=33", "a/y=3; b=4; c=5; m=33")]
    [InlineData("a=1; b=2; d/e/f=3", "a=2; b=2 !600; g=1")]
    public void A_disk_that_fills_up_anywhere_tears_and_loses_nothing(string before, string after)
    {
        int points = 0;
        while (FillsAt(points, before, after))
        {
            points++;
        }

        Assert.True(points >= 10, $"only {points} fault points were passed");
    }

    private static bool FillsAt(int point, string before, string after)
    {
        using var scene = new TargetScene();
        string sites = Directory.CreateDirectory(Path.GetDirectoryName(scene.RootPath)!).FullName;
        using var mount = Mount.Memory(sites, "size=1m,nr_inodes=300");
        Snapshot old = scene.Project(before), next = scene.Project(after);
        scene.Push(old);
        int left = point;
        FaultPoint? full = null;
        try
        {
            scene.Push(next, faults: at =>
            {
                if (left-- == 0)
                {
                    full = at;
                    Fill(sites);
                }
            });
        }
        catch (SyncException)
        {
            // Told to the user; what is on the disk now is judged below.
        }

        foreach ((RelativePath path, Entry entry) in TreeText.Flatten(scene.Disk))
        {
            bool isWhole = !entry.HasContent || entry.Content == old.Find(path).Content || entry.Content == next.Find(path).Content;
            Assert.True(isWhole, $"full at {full} (point {point}): '{path}' is neither the old nor the new one");
        }

        if (full is not null)
        {
            // Emptied first: a process that another test is just starting may have the file open until it executes its program.
            File.WriteAllBytes(Path.Combine(sites, "filler", "blocks"), []);
            Directory.Delete(Path.Combine(sites, "filler"), recursive: true);
        }

        CommitReport report = scene.Push(next);
        Assert.True(report.Problems.Count + report.Drift.Count == 0, $"full at {full} (point {point}): {string.Join(", ", report.Problems)} {string.Join(", ", report.Drift)}");
        scene.AssertIs(next);
        HashSet<ContentHash> kept = [.. FaultTests.ContentsKept(scene), .. TreeText.Flatten(next).Values.Select(entry => entry.Content)];
        Assert.Empty(TreeText.Flatten(old).Values.Select(entry => entry.Content).Except(kept));
        return full is not null;
    }

    /// <summary>Takes all blocks, and all names.</summary>
    private static void Fill(string directory)
    {
        string filler = Directory.CreateDirectory(Path.Combine(directory, "filler")).FullName;
        try
        {
            using FileStream blocks = File.Create(Path.Combine(filler, "blocks"), bufferSize: 0);
            while (true)
            {
                blocks.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }

        try
        {
            for (int i = 0; ; i++)
            {
                File.CreateSymbolicLink(Path.Combine(filler, $"{i}"), "x");
            }
        }
        catch (IOException)
        {
            // No more names either.
        }
    }
}
