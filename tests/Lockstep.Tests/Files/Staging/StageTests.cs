using System.Text;
using CsCheck;
using Lockstep.Files;
using Lockstep.Files.Staging;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Staging;

public class StageTests
{
    private const int Large = 600_000;

    [Fact]
    public void What_an_interrupted_push_staged_whole_is_offered_with_its_hash()
    {
        using var scene = new TargetScene();
        Snapshot next = scene.Project("a=1; d/b=2 !600; d/e/c=3; l -> a");
        StageSome(scene, next, "a", "d/b", "l");
        using Target target = scene.Open();
        Assert.True(target.HasStaged);
        Stage stage = target.Begin(scene.Plan(target, next));
        Assert.Equal(["a", "d/b", "l"], stage.Leftovers.Complete.Select(content => stage.Changes[content.Index].Path.ToString()));
        Assert.All(stage.Leftovers.Complete, content => Assert.Equal(stage.Changes[content.Index].After.Content, content.Content));
        Assert.Empty(stage.Leftovers.Partial);
        scene.Send(stage, next);
        Assert.Empty(target.Commit().Problems);
        Assert.False(target.HasStaged);
        scene.AssertIs(next);
    }

    [Fact]
    public void What_does_not_fit_the_new_plan_is_removed()
    {
        using var scene = new TargetScene();
        scene.Push("k=9");
        StageSome(scene, scene.Project("k=9; a=1; b=2; d/e/c=3; d/x=33; f=333"), "a", "b", "d/e/c", "d/x", "f");
        Snapshot next = scene.Project("k=9; a=2; d/e=3; d/y=33; f=333 @5");
        using (Target target = scene.Open())
        {
            Stage stage = target.Begin(scene.Plan(target, next));
            Assert.Empty(stage.Leftovers.Complete);
            scene.Send(stage, next);
            target.Commit();
        }

        scene.AssertIs(next);
    }

    [Fact]
    public void Any_part_of_any_run_may_be_left_for_any_other() =>
        Gen.Select(TreeGen.Pair, TreeGen.Tree, Gen.Int[0, 20]).Sample(
            (pair, base_, count) =>
            {
                using var scene = new TargetScene();
                Snapshot start = PushTests.WithLinkTexts(base_), first = PushTests.WithLinkTexts(pair.Before), second = PushTests.WithLinkTexts(pair.After);
                scene.Push(start);
                using (Target target = scene.Open())
                {
                    SendFirst(scene, target.Begin(scene.Plan(target, first)), first, count);
                }

                Assert.Empty(scene.Push(second).Problems);
                scene.AssertIs(second);
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void A_large_content_goes_on_where_it_was()
    {
        using var scene = new TargetScene();
        byte[] content = RandomBytes(Large * 2);
        Snapshot next = ProjectOf(scene, "d/big", content);
        using (Target target = scene.Open())
        {
            Stage stage = target.Begin(scene.Plan(target, next));
            using StageWriter writer = stage.OpenWriter();
            int index = IndexOf(stage, "d/big");
            writer.Begin(index);
            writer.Write(index, content.AsSpan(0, Large));
        }

        using (Target target = scene.Open())
        {
            Stage stage = target.Begin(scene.Plan(target, next));
            int index = Assert.Single(stage.Leftovers.Partial);
            using (FileHandle part = stage.OpenBasis(index)!)
            {
                Assert.Equal(content[..Large], part.ReadAll(Large));
            }

            using (StageWriter writer = stage.OpenWriter())
            {
                writer.Begin(index);
                writer.Copy(index, 0, Large);
                writer.Write(index, content.AsSpan(Large));
                writer.End(index, next.Find(RelativePath.Parse("d/big")));
            }

            Assert.Empty(target.Commit().Problems);
        }

        scene.AssertIs(next);
    }

    [Fact]
    public void The_longest_part_is_kept_however_often_it_is_interrupted()
    {
        using var scene = new TargetScene();
        byte[] content = RandomBytes(Large * 3);
        Snapshot next = ProjectOf(scene, "big", content);
        foreach (int length in (int[])[Large, Large * 2, 10, Large])
        {
            using Target target = scene.Open();
            Stage stage = target.Begin(scene.Plan(target, next));
            using StageWriter writer = stage.OpenWriter();
            int index = IndexOf(stage, "big");
            writer.Begin(index);
            writer.Write(index, content.AsSpan(0, length));
        }

        using Target last = scene.Open();
        Stage resumed = last.Begin(scene.Plan(last, next));
        using FileHandle part = resumed.OpenBasis(Assert.Single(resumed.Leftovers.Partial))!;
        Assert.Equal(Large * 2, part.Status().Size);
    }

    [Fact]
    public void A_delta_is_built_on_what_stands_on_the_target()
    {
        using var scene = new TargetScene();
        byte[] old = RandomBytes(Large), next = [.. old];
        next[1000] ^= 1;
        scene.Push(ProjectOf(scene, "big", old));
        Snapshot project = ProjectOf(scene, "big", next);
        using (Target target = scene.Open())
        {
            Stage stage = target.Begin(scene.Plan(target, project));
            int index = IndexOf(stage, "big");
            Assert.Equal(Transfer.Delta, stage.Changes[index].Transfer);
            using (FileHandle basis = stage.OpenBasis(index)!)
            {
                Assert.Equal(old, basis.ReadAll(Large));
            }

            using StageWriter writer = stage.OpenWriter();
            writer.Begin(index);
            writer.Copy(index, 0, 1000);
            writer.Write(index, next.AsSpan(1000, 1));
            writer.Copy(index, 1001, Large - 1001);
            writer.End(index, project.Find(RelativePath.Parse("big")));
            Assert.Empty(target.Commit().Problems);
        }

        scene.AssertIs(project);
    }

    [Fact]
    public void Damage_on_the_way_is_a_problem_of_that_file_alone()
    {
        using var scene = new TargetScene();
        Snapshot next = scene.Project("a=1; b=22; c=33; d=4");
        using Target target = scene.Open();
        Stage stage = target.Begin(scene.Plan(target, next));
        using StageWriter writer = stage.OpenWriter();
        Entry At(string path) => next.Find(RelativePath.Parse(path));
        writer.WriteWhole(IndexOf(stage, "a"), At("a"), "x"u8);
        writer.WriteWhole(IndexOf(stage, "b"), At("b"), "2"u8);
        writer.Begin(IndexOf(stage, "c"));
        writer.Write(IndexOf(stage, "c"), "34"u8);
        writer.End(IndexOf(stage, "c"), At("c"));
        writer.WriteWhole(IndexOf(stage, "d"), At("d"), "4"u8);
        CommitReport report = target.Commit();
        Assert.Equal(["a", "b", "c"], report.Problems.Select(problem => problem.Path.ToString()).Order());
        Assert.All(report.Problems, problem => Assert.Contains("damaged", problem.Cause, StringComparison.Ordinal));
        TargetScene.AssertSame(TreeText.Flatten(scene.Project("d=4")), TreeText.Flatten(scene.Disk));
    }

    [Fact]
    public void A_copy_beyond_the_end_of_the_basis_does_not_arrive()
    {
        using var scene = new TargetScene();
        byte[] old = RandomBytes(Large);
        scene.Push(ProjectOf(scene, "big", old));
        using Target target = scene.Open();
        Snapshot next = ProjectOf(scene, "big", [.. old.Reverse()]);
        Stage stage = target.Begin(scene.Plan(target, next));
        using StageWriter writer = stage.OpenWriter();
        int index = IndexOf(stage, "big");
        writer.Begin(index);
        writer.Copy(index, Large - 10, long.MaxValue / 2);
        writer.End(index, next.Find(RelativePath.Parse("big")));
        Assert.Single(target.Commit().Problems);
        Assert.Equal(old, File.ReadAllBytes(scene["big"]));
    }

    [Fact]
    public void Contents_that_nobody_waits_for_break_the_protocol()
    {
        using var scene = new TargetScene();
        scene.Push("a=1; b=2; m=3");
        Snapshot next = scene.Project("a=4; d/; m=3 !600");
        using Target target = scene.Open();
        Stage stage = target.Begin(scene.Plan(target, next));
        using StageWriter writer = stage.OpenWriter();
        Entry file = TreeText.File("1");
        foreach (int index in (int[])[-1, stage.Changes.Count, IndexOf(stage, "b"), IndexOf(stage, "d"), IndexOf(stage, "m")])
        {
            Assert.Throws<ProtocolException>(() => writer.WriteWhole(index, file, "1"u8));
            Assert.Throws<ProtocolException>(() => writer.End(index, file));
            Assert.Throws<ProtocolException>(() => writer.Begin(index));
        }

        Assert.Throws<ProtocolException>(() => writer.WriteWhole(IndexOf(stage, "a"), file with { Type = EntryType.Symlink }, "1"u8));
    }

    [Fact]
    public void Sparse_contents_stay_sparse()
    {
        DiskAbility.NeedsLinksAndSpace();
        using var scene = new TargetScene();
        byte[] content = new byte[4 << 20];
        content[0] = content[2 << 20] = 1;
        Snapshot whole = ProjectOf(scene, "whole", content);
        Snapshot next = whole.With([new EntryEdit(RelativePath.Parse("zeros"), whole.Find(RelativePath.Parse("whole")))]);
        using (Target target = scene.Open())
        {
            Stage stage = target.Begin(scene.Plan(target, next));
            using StageWriter writer = stage.OpenWriter();
            Entry entry = next.Find(RelativePath.Parse("whole"));
            writer.WriteWhole(IndexOf(stage, "whole"), entry, content);
            int zeros = IndexOf(stage, "zeros");
            writer.Begin(zeros);
            writer.Write(zeros, content.AsSpan(0, 1));
            writer.WriteZeros(zeros, (2 << 20) - 1);
            writer.Write(zeros, content.AsSpan(2 << 20, 1));
            writer.WriteZeros(zeros, (2 << 20) - 1);
            writer.End(zeros, entry);
            Assert.Empty(target.Commit().Problems);
        }

        scene.AssertIs(next);
        using DirectoryHandle root = DirectoryHandle.Open(Encoding.UTF8.GetBytes(scene.RootPath));
        foreach (string name in (string[])["whole", "zeros"])
        {
            root.TryStat(Encoding.UTF8.GetBytes(name), out FileStatus status);
            Assert.InRange(status.Blocks * 512, 1, 64 * 1024);
        }
    }

    [Fact]
    public void Leftovers_of_more_than_a_week_go_at_the_next_contact()
    {
        using var scene = new TargetScene();
        var clock = new ShiftedClock();
        scene.Options = scene.Options with { Clock = clock };
        Snapshot next = scene.Project("a=1");
        StageSome(scene, next, "a");
        clock.Shift = TimeSpan.FromDays(6.9);
        using (Target target = scene.Open())
        {
            Assert.True(target.HasStaged);
        }

        clock.Shift = TimeSpan.FromDays(7.1);
        using (Target target = scene.Open())
        {
            Assert.False(target.HasStaged);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(scene.StatePath, "stage")));
    }

    [Fact]
    public void Many_writers_stage_side_by_side()
    {
        using var scene = new TargetScene();
        string[] lines = [.. Enumerable.Range(0, 3000).Select(i => $"d{i / 100}/e{i % 7}/file{i}=content{i}")];
        scene.Contents.AddPicture(string.Join("; ", lines));
        Snapshot next = TreeText.Of(lines);
        using (Target target = scene.Open())
        {
            Stage stage = target.Begin(scene.Plan(target, next));
            Parallel.For(0, 4, part =>
            {
                using StageWriter writer = stage.OpenWriter();
                for (int i = part; i < stage.Changes.Count; i += 4)
                {
                    if (stage.Changes[i].Transfer == Transfer.Whole)
                    {
                        writer.WriteWhole(i, stage.Changes[i].After, scene.Contents[stage.Changes[i].After.Content]);
                    }
                }
            });
            Assert.Empty(target.Commit().Problems);
        }

        scene.AssertIs(next);
    }

    private static void StageSome(TargetScene scene, Snapshot project, params string[] paths)
    {
        using Target target = scene.Open();
        Stage stage = target.Begin(scene.Plan(target, project));
        using StageWriter writer = stage.OpenWriter();
        foreach (string path in paths)
        {
            Entry entry = project.Find(RelativePath.Parse(path));
            writer.WriteWhole(IndexOf(stage, path), entry, scene.Contents[entry.Content]);
        }
    }

    private static void SendFirst(TargetScene scene, Stage stage, Snapshot project, int count)
    {
        using StageWriter writer = stage.OpenWriter();
        for (int i = 0; i < stage.Changes.Count && count > 0; i++)
        {
            if (stage.Changes[i].Transfer is Transfer.Whole or Transfer.Delta)
            {
                Entry entry = project.Find(stage.Changes[i].Path);
                writer.WriteWhole(i, entry, scene.Contents[entry.Content]);
                count--;
            }
        }
    }

    private static Snapshot ProjectOf(TargetScene scene, string path, byte[] content)
    {
        var file = new Entry(EntryType.File, 0x1a4, content.Length, 1_000_000_007, scene.Contents.Add(content));
        RelativePath parsed = RelativePath.Parse(path);
        Snapshot above = parsed.Parent.IsRoot ? TreeText.Of() : TreeText.Of($"{parsed.Parent}/");
        return above.With([new EntryEdit(parsed, file)]);
    }

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static int IndexOf(Stage stage, string path)
    {
        for (int i = 0; i < stage.Changes.Count; i++)
        {
            if (stage.Changes[i].Path == RelativePath.Parse(path))
            {
                return i;
            }
        }

        throw new ArgumentException($"no change of '{path}'");
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
