using System.Net.Sockets;
using System.Text;
using Lockstep.Cli.Commands;
using Lockstep.Files;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Scanning;

public sealed class ProjectScannerTests : IDisposable
{
    private static readonly FilterOptions Everything = new() { Hidden = true, UseGitignore = false };

    private readonly TemporaryDirectory _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Entries_come_sorted_by_bytes_with_empty_directories_and_links_as_links()
    {
        _project.WithFile("b/file").WithFile("a-b").WithFile("a/z").WithFile("a.b").WithFile("B")
            .WithDirectory("empty").WithLink("link", "a");

        Assert.Equal("B a/ a/z a-b a.b b/ b/file empty/ link@", TreePicture.Of(Scan().Snapshot));
    }

    [Fact]
    public void An_entry_has_the_metadata_of_the_disk_and_its_stamp()
    {
        _project.WithFile("file", "12345").WithLink("link", "somewhere").WithDirectory("dir");
        _project.Handle.SetMode("file"u8, Convert.ToUInt16("4751", 8));
        _project.Handle.SetModified("file"u8, 1_600_000_000_123_456_789);

        Snapshot snapshot = Scan().Snapshot;
        Entry file = snapshot.Find(RelativePath.Parse("file"), out FileStamp stamp);
        _project.Handle.Stat("file"u8, out FileStatus status);
        Assert.Equal(new Entry(EntryType.File, Convert.ToUInt16("4751", 8), 5, 1_600_000_000_123_456_789, ContentHash.Unknown), file);
        Assert.Equal(new FileStamp(status.Inode, status.ChangedNs), stamp);
        Assert.Equal((ushort)0, snapshot.Find(RelativePath.Parse("link")).Mode);
        Assert.Equal(9, snapshot.Find(RelativePath.Parse("link")).Size);
        Assert.Equal(0, snapshot.Find(RelativePath.Parse("dir")).Size);
        Assert.True(snapshot.Root.IsDirectory);
    }

    [Fact]
    public void Names_with_newlines_invalid_utf8_and_255_bytes_are_entries_like_others()
    {
        byte[][] names = [[(byte)'\n'], [0xff, 0xfe], Enumerable.Repeat((byte)'n', 255).ToArray()];
        foreach (byte[] name in names)
        {
            _project.WriteFile(name);
        }

        EntryList entries = Scan().Snapshot.Entries;
        Assert.Equal(names, [entries.NameAt(0).ToArray(), entries.NameAt(2).ToArray(), entries.NameAt(1).ToArray()]);
    }

    [Fact]
    public void Links_to_directories_are_not_followed_even_in_a_circle()
    {
        _project.WithDirectory("dir").WithLink("dir/up", "..").WithLink("again", "dir");

        Assert.Equal("again@ dir/ dir/up@", TreePicture.Of(Scan().Snapshot));
    }

    [Fact]
    public void Sockets_and_fifos_are_left_out_and_named()
    {
        _project.WithFile("file").WithFifo("pipe").WithDirectory("dir").WithFifo("dir/pipe");
        using var socket = new Socket(
            AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_project["socket"]));

        ScanResult result = Scan();
        Assert.Equal("dir/ file", TreePicture.Of(result.Snapshot));
        Assert.Equal(3, result.Skipped.Special);
        Assert.Equal("dir/pipe pipe socket", TreePicture.Of(result.Skipped.SpecialPaths));
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void A_directory_that_cannot_be_listed_is_a_problem_and_incomplete_and_stays()
    {
        _project.WithFile("open/file").WithFile("closed/file").WithMode("closed", "0").WithMode("", "755");

        ScanResult? result = null;
        UnprivilegedThread.Run(() => result = Scan());
        Assert.Equal("closed/ open/ open/file", TreePicture.Of(result!.Snapshot));
        Assert.Equal([new Problem(RelativePath.Parse("closed"), "permission denied")], result.Problems);
        Assert.Equal("closed", TreePicture.Of(result.Incomplete));
    }

    [Fact]
    public void An_entry_that_cannot_be_asked_about_is_a_problem_and_its_directory_incomplete()
    {
        _project.WithFile("dir/file").WithMode("dir", "444").WithMode("", "755");

        ScanResult? result = null;
        UnprivilegedThread.Run(() => result = Scan());
        Assert.Equal("dir/", TreePicture.Of(result!.Snapshot));
        Assert.Equal([new Problem(RelativePath.Parse("dir/file"), "permission denied")], result.Problems);
        Assert.Equal("dir", TreePicture.Of(result.Incomplete));
    }

    [Fact]
    public void A_root_that_cannot_be_listed_stops_the_scan()
    {
        _project.WithDirectory("closed").WithMode("closed", "0").WithMode("", "755");

        UnprivilegedThread.Run(() =>
        {
            using RootedDirectory closed = ProjectScanner.OpenProject(Encoding.UTF8.GetBytes(_project["closed"]));
            var failure = Assert.Throws<SyncException>(() => Scan(closed, Everything));
            Assert.Contains("permission denied", failure.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void What_vanishes_during_the_scan_is_a_problem_and_its_directory_incomplete()
    {
        _project.WithFile("dir/gone").WithFile("dir/stays").WithDirectory("lost");
        var hooks = new ScanHooks(Listed: path =>
        {
            if (path == RelativePath.Parse("dir"))
            {
                File.Delete(_project["dir/gone"]);
            }

            if (path.IsRoot)
            {
                Directory.Delete(_project["lost"]);
            }
        });

        using RootedDirectory root = ProjectScanner.OpenProject(_project.Bytes);
        ScanResult result = ProjectScanner.Scan(root, Filters(Everything), hooks, workers: 1, TestContext.Current.CancellationToken);
        Assert.Equal("dir/ dir/stays", TreePicture.Of(result.Snapshot));
        Assert.Equal("dir/gone lost", TreePicture.Of(result.Problems.Select(problem => problem.Path)));
        Assert.All(result.Problems, problem => Assert.Equal("vanished while the project was scanned", problem.Cause));
        Assert.Equal(". dir", TreePicture.Of(result.Incomplete));
    }

    [Fact]
    public void A_directory_has_the_time_it_has_once_it_is_entered()
    {
        _project.WithDirectory("d").WithDirectory("e");
        using RootedDirectory root = ProjectScanner.OpenProject(_project.Bytes);
        var rules = new PathRules(root, Filters(Everything));
        Snapshot before = ProjectScanner.Scan(root, Filters(Everything), default, workers: 1, TestContext.Current.CancellationToken).Snapshot;
        var hooks = new ScanHooks(Entering: path => Directory.SetLastWriteTimeUtc(_project[path.ToString()], DateTime.UnixEpoch.AddSeconds(path.Bytes.Length)));

        Snapshot anew = ProjectScanner.Scan(root, Filters(Everything), hooks, workers: 1, TestContext.Current.CancellationToken).Snapshot;
        Snapshot again = ProjectRescan.Rescan(
            root, Filters(Everything), rules, hooks, before, PathScope.Of([new ScopedPath(RelativePath.Parse("d"), IsDeep: true)]), TestContext.Current.CancellationToken).Scan.Snapshot;

        Assert.Equal(1_000_000_000, anew.Find(RelativePath.Parse("d")).ModifiedNs);
        Assert.Equal(0, anew.Root.ModifiedNs);
        Assert.Equal(1_000_000_000, again.Find(RelativePath.Parse("d")).ModifiedNs);
    }

    [Fact]
    public void What_has_not_changed_is_shared_with_the_scan_before()
    {
        _project.WithFile("a/same/f").WithFile("a/changed/f").WithFile("a/grown/f");
        using RootedDirectory root = ProjectScanner.OpenProject(_project.Bytes);
        Snapshot before = ProjectScanner.Scan(root, Filters(Everything), TestContext.Current.CancellationToken).Snapshot;
        File.WriteAllText(_project["a/changed/f"], "more than before");
        _project.WithFile("a/grown/g");

        Snapshot after = ProjectScanner.Scan(root, Filters(Everything), hooks: default, before, TestContext.Current.CancellationToken).Snapshot;

        Assert.Same(before.ChildrenOf(RelativePath.Parse("a/same")), after.ChildrenOf(RelativePath.Parse("a/same")));
        Assert.Equal(["a/changed/f", "a/grown", "a/grown/g"], SnapshotDifference.Find(before, after).Select(path => path.Path.ToString()));
        Assert.Equal(ProjectScanner.Scan(root, Filters(Everything), TestContext.Current.CancellationToken).Snapshot.Digest, after.Digest);
    }

    [Fact]
    public void Paths_up_to_4095_bytes_are_entries_and_longer_ones_problems()
    {
        DiskAbility.NeedsLongestPaths();
        string[] names = Enumerable.Repeat(new string('d', 255), 15).ToArray();
        RelativePath parent = MakeDeep(names);
        using (RootedDirectory root = RootedDirectory.Open(_project.Bytes))
        using (DirectoryHandle deepest = root.OpenDirectory(parent))
        {
            deepest.CreateFile(Encoding.ASCII.GetBytes(new string('f', 255))).Dispose();
            deepest.MakeDirectory("d"u8);
            using DirectoryHandle below = deepest.OpenDirectory("d"u8);
            below.CreateFile(Encoding.ASCII.GetBytes(new string('g', 253))).Dispose();
            below.CreateFile(Encoding.ASCII.GetBytes(new string('h', 254))).Dispose();
        }

        ScanResult result = Scan();
        Assert.Equal(15 + 3, result.Snapshot.Count);
        Problem problem = Assert.Single(result.Problems);
        Assert.Equal(parent.Append("d"u8), problem.Path);
        Assert.Contains("would be 4096 bytes long, the most is 4095", problem.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_tree_is_the_same_whether_one_or_many_threads_scan_it()
    {
        for (int i = 0; i < 200; i++)
        {
            _project.WithFile($"{i % 7}/{i % 31}/{i}/file").WithFile($"{i % 7}/{i % 31}/file {i}");
        }

        using RootedDirectory root = ProjectScanner.OpenProject(_project.Bytes);
        ScanResult one = ProjectScanner.Scan(root, Filters(Everything), default, workers: 1, TestContext.Current.CancellationToken);
        ScanResult many = ProjectScanner.Scan(root, Filters(Everything), default, workers: 8, TestContext.Current.CancellationToken);
        Assert.Equal(200 + 200, TreePicture.Of(one.Snapshot).Split("file").Length - 1);
        Assert.Equal(TreePicture.Of(one.Snapshot), TreePicture.Of(many.Snapshot));
        Assert.Equal(one.Snapshot.Digest, many.Snapshot.Digest);
    }

    [Theory]
    [InlineData("missing", "no such file or directory")]
    [InlineData("file", "not a directory")]
    [InlineData("link", "not a directory")]
    public void A_project_that_is_no_directory_is_wrong_usage(string name, string cause)
    {
        _project.WithFile("file").WithLink("link", "file");

        var failure = Assert.Throws<SyncException>(() => ProjectScanner.OpenProject(Encoding.UTF8.GetBytes(_project[name])));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_reached_through_a_link_is_scanned()
    {
        using var elsewhere = new TemporaryDirectory();
        elsewhere.WithLink("project", _project.Path);
        _project.WithFile("file");

        using RootedDirectory root = ProjectScanner.OpenProject(Encoding.UTF8.GetBytes(elsewhere["project"]));
        Assert.Equal("file", TreePicture.Of(Scan(root, Everything).Snapshot));
    }

    [Fact]
    public void A_cancelled_scan_stops()
    {
        using RootedDirectory root = ProjectScanner.OpenProject(_project.Bytes);

        Assert.Throws<OperationCanceledException>(() =>
            ProjectScanner.Scan(root, Filters(Everything), new CancellationToken(canceled: true)));
    }

    private RelativePath MakeDeep(string[] names)
    {
        RelativePath path = RelativePath.Root;
        using RootedDirectory root = RootedDirectory.Open(_project.Bytes);
        foreach (string name in names)
        {
            using DirectoryHandle directory = root.OpenDirectory(path);
            byte[] bytes = Encoding.ASCII.GetBytes(name);
            directory.MakeDirectory(bytes);
            path = path.Append(bytes);
        }

        return path;
    }

    private ScanResult Scan() => Scan(Everything);

    private ScanResult Scan(FilterOptions options)
    {
        using RootedDirectory root = ProjectScanner.OpenProject(_project.Bytes);
        return Scan(root, options);
    }

    private static ScanResult Scan(RootedDirectory root, FilterOptions options) =>
        ProjectScanner.Scan(root, Filters(options), TestContext.Current.CancellationToken);

    private static FilterSet Filters(FilterOptions options)
    {
        Assert.True(FilterSet.TryCreate(options, out FilterSet? filters, out FilterError? error), error?.ToString());
        return filters;
    }
}
