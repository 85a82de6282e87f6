using Lockstep.Files;
using Lockstep.Files.Drift;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Drift;

public sealed class DriftCheckTests : IDisposable
{
    private readonly TemporaryDirectory _target = new();
    private readonly RootedDirectory _root;
    private readonly Snapshot _baseline;

    public DriftCheckTests()
    {
        _target.WithFile("a/one", "one").WithFile("a/two", "two").WithFile("a/sub/deep", "deep").WithFile("b/file", "file")
            .WithLink("link", "a").WithDirectory("empty").WithFile("top", "top").WithMode("a/one", "644");
        _root = RootedDirectory.Open(_target.Bytes);
        _baseline = Baseline.Of(_root);
    }

    public void Dispose()
    {
        _root.Dispose();
        _target.Dispose();
    }

    public static TheoryData<string, Action<TemporaryDirectory>, string> Changes() => new()
    {
        { "nothing", _ => { }, "" },
        { "touch", t => File.SetLastWriteTimeUtc(t["a/one"], DateTime.UnixEpoch), "a/one=" },
        { "same time and content, written anew", t => Rewrite(t, "a/one", "one"), "" },
        { "edit of the same size at the same time", t => Rewrite(t, "a/one", "two"), "a/one*" },
        { "edit of another size", t => File.WriteAllText(t["a/one"], "longer"), "a/one*" },
        { "emptied", t => File.WriteAllText(t["a/one"], ""), "a/one*" },
        { "chmod", t => t.WithMode("a/one", "755"), "a/one=" },
        { "chmod of a directory", t => t.WithMode("empty", "700"), "empty/" },
        { "chmod there and back", t => t.WithMode("a/one", "755").WithMode("a/one", "644"), "" },
        { "delete of a file", t => File.Delete(t["b/file"]), "b/ b/file!" },
        { "delete of a directory", t => Directory.Delete(t["a"], recursive: true), ". a! a/one! a/sub! a/sub/deep! a/two!" },
        { "delete of an empty directory", t => Directory.Delete(t["empty"]), ". empty!" },
        { "replace by its like under a new inode", t => Replace(t, "a/one", "a/two"), "a/ a/one= a/two!" },
        { "file to directory", t => { File.Delete(t["top"]); t.WithFile("top/x"); }, ". top/" },
        { "file to link", t => { File.Delete(t["top"]); t.WithLink("top", "a/one"); }, ". top*" },
        { "file to fifo", t => { File.Delete(t["top"]); t.WithFifo("top"); }, ". top?" },
        { "directory to file", t => { Directory.Delete(t["b"], recursive: true); t.WithFile("b"); }, ". b* b/file!" },
        { "directory to link", t => { Directory.Move(t["b"], t["c"]); t.WithLink("b", "c"); }, ". b* b/file!" },
        { "link to elsewhere of the same length", t => { File.Delete(t["link"]); t.WithLink("link", "b"); }, ". link*" },
        { "link to elsewhere", t => { File.Delete(t["link"]); t.WithLink("link", "a/sub"); }, ". link*" },
        { "a new entry", t => t.WithFile("a/new"), "a/" },
    };

    /// <summary>
    /// In the picture: <c>!</c> gone, <c>=</c> the content is the baseline's, <c>*</c> it is another, <c>?</c> it is not known,
    /// <c>/</c> a directory.
    /// </summary>
    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void A_change_on_the_target_is_drift(string change, Action<TemporaryDirectory> apply, string expected)
    {
        Assert.NotNull(change);
        apply(_target);

        foreach (int workers in new[] { 1, 4 })
        {
            DriftReport report = DriftCheck.Compare(_root, _baseline, workers, TestContext.Current.CancellationToken);
            Assert.Equal(expected, PictureOf(report.Differences));
            Assert.Empty(report.Problems);
            Assert.All(report.Differences, difference => Assert.True(difference.IsManaged));
        }
    }

    [Fact]
    public void What_was_written_anew_without_a_change_offers_its_new_stamp_and_is_clean_with_it()
    {
        Rewrite(_target, "a/one", "one");

        DriftReport first = Compare();
        Assert.Equal("a/one", Assert.Single(first.Restamped).Path.ToString());
        DriftReport second = DriftCheck.Compare(_root, _baseline.With(first.Restamped), TestContext.Current.CancellationToken);
        Assert.Empty(second.Restamped);
        Assert.Empty(second.Differences);
    }

    [Theory]
    [InlineData("new", true)]
    [InlineData("a/sub/new", true)]
    [InlineData("empty/new", true)]
    [InlineData(".lockstep/state", false)]
    [InlineData("a/.lockstep/state", false)]
    public void Anything_unmanaged_is_noticed_but_not_our_own_state(string path, bool expected)
    {
        Assert.False(Compare().HasUnmanaged);
        _target.WithFile(path);

        Assert.Equal(expected, Compare().HasUnmanaged);
    }

    [Fact]
    public void Something_unmanaged_in_place_of_something_deleted_is_noticed()
    {
        File.Move(_target["a/one"], _target["a/other"]);

        Assert.True(Compare().HasUnmanaged);
    }

    [Fact]
    public void What_stands_in_a_directory_that_was_a_file_is_unmanaged()
    {
        File.Delete(_target["top"]);
        _target.WithFile("top/x");

        Assert.True(Compare().HasUnmanaged);
    }

    [Fact]
    public void A_directory_that_cannot_be_entered_is_a_problem_and_not_drift()
    {
        _target.WithMode("a", "444").WithMode("", "755");
        Snapshot baseline = WithMode("a", "444");

        DriftReport? report = null;
        UnprivilegedThread.Run(() => report = DriftCheck.Compare(_root, baseline, workers: 1, CancellationToken.None));
        Assert.Equal(".", PictureOf(report!.Differences));
        Assert.Equal("a/one a/sub a/two", TreePicture.Of(report.Problems.Select(problem => problem.Path)));
        Assert.All(report.Problems, problem => Assert.Equal("permission denied", problem.Cause));
    }

    [Fact]
    public void A_file_whose_content_is_in_doubt_and_cannot_be_read_counts_as_changed()
    {
        Rewrite(_target, "a/one", "one");
        _target.WithMode("a/one", "0").WithMode("", "755");
        Snapshot baseline = WithMode("a/one", "0");

        DriftReport? report = null;
        UnprivilegedThread.Run(() => report = DriftCheck.Compare(_root, baseline, workers: 1, CancellationToken.None));
        Assert.Equal(". a/one?", PictureOf(report!.Differences));
        Assert.Equal("a/one", Assert.Single(report.Problems).Path.ToString());
    }

    [Fact]
    public void The_mode_of_the_root_itself_counts()
    {
        _target.WithMode("", "750");

        Assert.Equal(".", PictureOf(Compare().Differences));
    }

    private DriftReport Compare() => DriftCheck.Compare(_root, _baseline, TestContext.Current.CancellationToken);

    private Snapshot WithMode(string path, string octal)
    {
        RelativePath relative = RelativePath.Parse(path);
        Entry entry = _baseline.Find(relative, out FileStamp stamp);
        return _baseline.With([new EntryEdit(relative, entry with { Mode = Convert.ToUInt16(octal, 8) }, stamp)]);
    }

    private string PictureOf(IReadOnlyList<Difference> differences) => string.Join(' ', differences.Select(difference =>
        difference.Path + (difference.Actual switch
        {
            { Exists: false } => "!",
            { IsDirectory: true } => difference.Path.IsRoot ? "" : "/",
            { Content.IsKnown: false } => "?",
            var actual => actual.Content == _baseline.Find(difference.Path).Content ? "=" : "*",
        })));

    private static void Rewrite(TemporaryDirectory target, string path, string content)
    {
        using RootedDirectory root = RootedDirectory.Open(target.Bytes);
        using var cursor = new DirectoryCursor(root);
        RelativePath relative = RelativePath.Parse(path);
        DirectoryHandle parent = cursor.OpenParent(relative);
        Assert.True(parent.TryStat(relative.Name, out FileStatus before));
        File.WriteAllText(target[path], content);
        parent.SetModified(relative.Name, before.ModifiedNs);
    }

    private static void Replace(TemporaryDirectory target, string path, string by)
    {
        File.WriteAllText(target[by], File.ReadAllText(target[path]));
        File.Move(target[by], target[path], overwrite: true);
    }
}
