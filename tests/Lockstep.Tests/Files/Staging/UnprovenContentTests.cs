using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Staging;

/// <summary>What a target does not take for the client's content, whatever its hash: it does nothing and says so.</summary>
public sealed class UnprovenContentTests
{
    private static readonly RelativePath From = RelativePath.Parse("a");
    private static readonly RelativePath To = RelativePath.Parse("b");

    [Theory]
    [InlineData(ChangeKind.Rename, "no seal")]
    [InlineData(ChangeKind.Rename, "no key")]
    [InlineData(ChangeKind.Rename, "another key")]
    [InlineData(ChangeKind.Rename, "another content")]
    [InlineData(ChangeKind.Add, "no seal")]
    [InlineData(ChangeKind.Add, "no key")]
    [InlineData(ChangeKind.Add, "another key")]
    [InlineData(ChangeKind.Add, "another content")]
    public void Nothing_is_done_without_a_proof(ChangeKind kind, string what)
    {
        SealKey key = Seals.NewKey();
        ContentSeal seal = what == "no seal" ? default : Seals.Of(what == "another content" ? "2"u8 : "1"u8, key);
        CommitReport report = Run(kind, what == "no key" ? null : what == "another key" ? Seals.NewKey() : key, seal, out TargetScene scene);
        using (scene)
        {
            Assert.Equal((0L, To), (report.Run, Assert.Single(report.Unproven)));
            Assert.True(report.IsRefused);
            Assert.Equal("1", File.ReadAllText(scene["a"]));
            Assert.False(File.Exists(scene["b"]));
        }
    }

    [Theory]
    [InlineData(ChangeKind.Rename)]
    [InlineData(ChangeKind.Add)]
    public void With_a_proof_it_is_done(ChangeKind kind)
    {
        SealKey key = Seals.NewKey();
        CommitReport report = Run(kind, key, Seals.Of("1"u8, key), out TargetScene scene);
        using (scene)
        {
            Assert.Equal((2L, 0), (report.Run, report.Unproven.Count));
            Assert.Equal("1", File.ReadAllText(scene["b"]));
            Assert.Equal(kind == ChangeKind.Add, File.Exists(scene["a"]));
        }
    }

    private static CommitReport Run(ChangeKind kind, SealKey? key, ContentSeal seal, out TargetScene scene)
    {
        scene = new TargetScene();
        Snapshot old = scene.Project("a=1");
        scene.Push(old);
        Change[] changes = [new Change(kind, To, Entry.Absent, old.Find(From), Transfer.Reuse, From) { Seal = seal }];
        using Target target = scene.Open();
        target.Begin(scene.RunOf([], [], []) with { Changes = changes, Key = key });
        return target.Commit();
    }
}
