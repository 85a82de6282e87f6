using Lockstep.Files.Sources;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D21: a fresh clone has other times than the target, and its contents need no reading where git vouches for them: it changes, re-times and restarts
/// nothing that has the same content.
/// </summary>
public sealed class FreshCloneTests : IDisposable
{
    private readonly Team _team = new();

    public FreshCloneTests()
    {
        _team.Git.Write("repository/a", "one");
        _team.Git.Write("repository/d/b", "two");
        _team.Git.Write("repository/d/e/c", "three");
        Directory.CreateDirectory(_team.Git.Place("sites"));
        File.CreateSymbolicLink(Path.Combine(Ann, "link"), "d/b");
        GitScene.Commit(Ann, "one");
    }

    private string Ann => _team.Git.Repository;

    public void Dispose() => _team.Dispose();

    [Fact]
    public async Task A_push_from_a_fresh_clone_changes_nothing_on_a_target_that_has_the_same()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        DateTime before = File.GetLastWriteTimeUtc(Path.Combine(_team.Root, "a"));
        string bo = _team.Git.Clone("bo");
        File.SetLastWriteTimeUtc(Path.Combine(bo, "a"), before.AddHours(1));
        RunSummary summary = await _team.PushAsync("bo", bo);
        Team.AssertDone(summary);
        Assert.Equal((0, 0, 0, 0, 0L), (summary.Added, summary.Updated, summary.Deleted, summary.Renamed, summary.Run));
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(_team.Root, "a")));
        Assert.Single(await _team.RunsAsync());
    }

    [Fact]
    public void Contents_are_known_where_the_blob_is_that_of_the_targets_commit_and_the_file_is_as_git_left_it()
    {
        (Snapshot target, RunSource last) = (Hashed(Ann), _team.Git.Describe(Ann));
        string bo = Clone();
        Snapshot project = GitScene.Scan(bo);
        Assert.All(Files, path => Assert.False(project.Find(path).Content.IsKnown));
        Snapshot vouched = Fill(bo, target, last);
        Assert.All(Files, path => Assert.Equal(target.Find(path).Content, vouched.Find(path).Content));
        project.Find(At("d/b"), out FileStamp stamp);
        vouched.Find(At("d/b"), out FileStamp kept);
        Assert.Equal(stamp, kept);
    }

    [Fact]
    public void A_part_of_a_repository_is_vouched_for_as_the_whole_is()
    {
        (Snapshot target, RunSource last) = (Hashed(Path.Combine(Ann, "d")), _team.Git.Describe(Path.Combine(Ann, "d")));
        Snapshot vouched = Fill(Path.Combine(Clone(), "d"), target, last);
        Assert.Equal(target.Find(At("e/c")).Content, vouched.Find(At("e/c")).Content);
    }

    [Fact]
    public void A_file_that_was_written_again_or_has_another_blob_is_not_vouched_for()
    {
        (Snapshot target, RunSource last) = (Hashed(Ann), _team.Git.Describe(Ann));
        string bo = Clone();

        // A commit of a content of the same length, and a file that is saved with the same length and time.
        File.WriteAllText(Path.Combine(bo, "d/b"), "TWO");
        GitScene.Commit(bo, "two");
        DateTime time = File.GetLastWriteTimeUtc(Path.Combine(bo, "a"));
        File.WriteAllText(Path.Combine(bo, "a"), "ONE");
        File.SetLastWriteTimeUtc(Path.Combine(bo, "a"), time);
        Settle(bo);
        Snapshot vouched = Fill(bo, target, last);
        Assert.False(vouched.Find(At("d/b")).Content.IsKnown, "another blob");
        Assert.False(vouched.Find(At("a")).Content.IsKnown, "written again");
        Assert.True(vouched.Find(At("d/e/c")).Content.IsKnown);
    }

    [Fact]
    public void What_was_written_as_late_as_the_index_may_have_been_written_twice()
    {
        (Snapshot target, RunSource last) = (Hashed(Ann), _team.Git.Describe(Ann));
        string bo = _team.Git.Clone("bo");
        File.SetLastWriteTimeUtc(Path.Combine(bo, ".git/index"), File.GetLastWriteTimeUtc(Path.Combine(bo, "a")));
        Assert.False(Fill(bo, target, last).Find(At("a")).Content.IsKnown);
    }

    [Fact]
    public void Nothing_is_vouched_for_where_the_last_run_was_not_a_commit_to_the_byte_or_git_may_convert()
    {
        (Snapshot target, RunSource last) = (Hashed(Ann), _team.Git.Describe(Ann));
        Assert.True(last is { IsClean: true, IsVerbatim: true });
        string bo = Clone();
        Assert.False(Fill(bo, target, last with { IsClean = false }).Find(At("a")).Content.IsKnown, "changes in no commit");
        Assert.False(Fill(bo, target, last with { IsVerbatim = false }).Find(At("a")).Content.IsKnown, "converted there");
        Assert.False(Fill(bo, target, last with { Commit = new string('1', 40) }).Find(At("a")).Content.IsKnown, "an unknown commit");
        File.WriteAllText(Path.Combine(bo, ".git/info/attributes"), "* text=auto\n");
        Assert.False(Fill(bo, target, last).Find(At("a")).Content.IsKnown, "converted here");
    }

    private static RelativePath[] Files => [At("a"), At("d/b"), At("d/e/c"), At("link")];

    private static RelativePath At(string text) => RelativePath.Parse(text);

    /// <summary>A clone whose files are older than its index beyond doubt.</summary>
    private string Clone()
    {
        string clone = _team.Git.Clone("bo");
        Settle(clone);
        return clone;
    }

    private static void Settle(string clone) => File.SetLastWriteTimeUtc(Path.Combine(clone, ".git/index"), DateTime.UtcNow.AddSeconds(1));

    private Snapshot Fill(string directory, Snapshot target, RunSource last) => _team.Git.SourceOf(directory).FillVouched(GitScene.Scan(directory), target, last);

    /// <summary>What a target is given, with the hashes of all contents.</summary>
    private static Snapshot Hashed(string directory) => Lockstep.Tests.Files.Committing.DiskTree.Read(directory);
}
