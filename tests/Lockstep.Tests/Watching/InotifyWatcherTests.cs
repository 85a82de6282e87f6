using System.Globalization;
using Lockstep.Native.Notices;
using Lockstep.Tests.Files;
using Lockstep.Tree;
using Lockstep.Watching;

namespace Lockstep.Tests.Watching;

/// <summary>The kernel's notices on a real directory. Every test ends with something that is awaited: a mark, after which nothing of it can come.</summary>
public sealed class InotifyWatcherTests : IDisposable
{
    /// <summary>More than fit into one read of the watcher's.</summary>
    private const int NoticesOfARead = 64 * 1024 / 16;

    private readonly TemporaryDirectory _tree = new();
    private readonly SeenEvents _seen = new();
    private readonly ITreeWatcher _watcher;

    public InotifyWatcherTests()
    {
        _watcher = TreeWatchers.Open(_tree.Handle, _seen, TimeProvider.System);
        _watcher.Watch(RelativePath.Root);
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void A_file_that_is_written_is_told_until_it_is_closed()
    {
        _tree.WithFile("f", "one");

        Assert.Equal(["Created f", "Modified f", "Written f"], _seen.Until(TreeEventKind.Written, "f").Distinct());
    }

    [Fact]
    public void A_link_is_complete_when_it_appears()
    {
        _tree.WithLink("l", "anywhere");

        Assert.Equal(["Appeared l"], _seen.Until(TreeEventKind.Appeared, "l"));
    }

    [Fact]
    public void The_halves_of_a_rename_are_joined()
    {
        _tree.WithFile("f").WithDirectory("d");
        _seen.Until(TreeEventKind.DirectoryAppeared, "d");

        File.Move(_tree["f"], _tree["d/g"]);

        Assert.Equal(["Moved f d/g"], _seen.Until(TreeEventKind.Moved, "d/g"));
    }

    [Fact]
    public void What_leaves_the_tree_is_removed()
    {
        using var elsewhere = new TemporaryDirectory();
        _tree.WithFile("f");
        _seen.Until(TreeEventKind.Written, "f");

        File.Move(_tree["f"], elsewhere["f"]);

        Assert.Equal(["Removed f"], _seen.Until(TreeEventKind.Removed, "f"));
    }

    [Fact]
    public void What_comes_into_the_tree_appears()
    {
        using var elsewhere = new TemporaryDirectory();
        elsewhere.WithFile("f");

        File.Move(elsewhere["f"], _tree["f"]);

        Assert.Equal(["Appeared f"], _seen.Until(TreeEventKind.Appeared, "f"));
    }

    [Fact]
    public void A_directory_that_appears_is_watched_with_all_that_is_in_it()
    {
        using var elsewhere = new TemporaryDirectory();
        elsewhere.WithDirectory("d/e/deep");
        Directory.Move(elsewhere["d"], _tree["d"]);
        _seen.Until(TreeEventKind.DirectoryAppeared, "d");

        _tree.WithFile("d/e/deep/f");

        _seen.Until(TreeEventKind.Written, "d/e/deep/f");
    }

    [Fact]
    public void The_watches_of_a_renamed_directory_go_with_it()
    {
        _tree.WithDirectory("d/e");
        _watcher.Watch(RelativePath.Parse("d"));
        _watcher.Watch(RelativePath.Parse("d/e"));
        Directory.Move(_tree["d"], _tree["x"]);
        Assert.Equal("DirectoryMoved d x", _seen.Until(TreeEventKind.DirectoryMoved, "x")[^1]);

        _tree.WithFile("x/e/f");

        _seen.Until(TreeEventKind.Written, "x/e/f");
    }

    [Fact]
    public void What_comes_where_something_left_the_tree_is_told_after_that()
    {
        using var elsewhere = new TemporaryDirectory();
        _tree.WithFile("f");
        _seen.Until(TreeEventKind.Written, "f");

        File.Move(_tree["f"], elsewhere["f"]);
        _tree.WithFile("f", "new");

        Assert.Equal(["Removed f", "Created f", "Modified f", "Written f"], _seen.Until(TreeEventKind.Written, "f").Distinct());
    }

    [Fact]
    public void A_directory_that_comes_where_another_left_the_tree_keeps_its_own_watch()
    {
        using var elsewhere = new TemporaryDirectory();
        _tree.WithDirectory("d");
        _seen.Until(TreeEventKind.DirectoryAppeared, "d");

        Directory.Move(_tree["d"], elsewhere["d"]);
        _tree.WithDirectory("d");
        Assert.Equal(["Removed d", "DirectoryAppeared d"], _seen.Until(TreeEventKind.DirectoryAppeared, "d"));
        _tree.WithFile("d/f");

        _seen.Until(TreeEventKind.Written, "d/f");
    }

    [Fact]
    public void Where_the_kernel_gives_no_more_watches_is_looked_at_now_and_then_and_the_remedy_is_told()
    {
        _tree.WithDirectory("d/e");
        var seen = new SeenEvents();
        Assert.True(Inotify.TryOpen(out Inotify? inotify, out _));
        using var watcher = new InotifyWatcher(_tree.Handle, _tree.Handle.FindPath()!, inotify, seen, mostWatches: 1, pollingMilliseconds: 10);

        watcher.Watch(RelativePath.Root);
        watcher.Watch(RelativePath.Parse("d"));
        watcher.Watch(RelativePath.Parse("d/e"));

        seen.Until(TreeEventKind.Lost, "d");
        Assert.Equal(["Lost d"], seen.Until(TreeEventKind.Lost, "d"));
        Assert.Contains("sudo sysctl -w fs.inotify.max_user_watches=", Assert.Single(seen.Told), StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_kernel_loses_notices_everything_is_looked_at_again_which_is_said()
    {
        using var reader = new HeldEvents();
        Assert.True(Inotify.TryOpen(out Inotify? inotify, out _));
        using var watcher = new InotifyWatcher(_tree.Handle, _tree.Handle.FindPath()!, inotify, reader);
        watcher.Watch(RelativePath.Root);
        _tree.WithFile("f");
        int most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);

        // Two notices each, while nobody reads; as many again as have been read already when the reader is held.
        for (int i = 0; i < (most / 2) + NoticesOfARead; i++)
        {
            File.Move(_tree[i % 2 == 0 ? "f" : "g"], _tree[i % 2 == 0 ? "g" : "f"]);
        }

        reader.Release();

        reader.Seen.Until(TreeEventKind.Lost, "");
        Assert.Equal("more happened at once than the kernel keeps notice of: the project is scanned again", Assert.Single(reader.Seen.Told));
    }

    [Fact]
    public void What_is_ignored_is_not_watched()
    {
        _tree.WithDirectory("ignored/d").WithFile("ignored/d/f").WithFile(".hidden").WithFile("mark");

        Assert.DoesNotContain(_seen.Until(TreeEventKind.Written, "mark"), line => line.Contains("ignored", StringComparison.Ordinal) || line.Contains(".hidden", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wanted_file_that_gets_an_ignored_name_is_removed()
    {
        _tree.WithFile("f");
        _seen.Until(TreeEventKind.Written, "f");

        File.Move(_tree["f"], _tree["ignored"]);

        _seen.Until(TreeEventKind.Removed, "f");
    }

    [Fact]
    public void An_ignore_file_is_told_although_it_is_hidden()
    {
        _tree.WithFile(".gitignore", "*.o\n");

        _seen.Until(TreeEventKind.RulesChanged, "");
    }

    [Fact]
    public void Settings_are_told()
    {
        _tree.WithFile("lockstep.toml", "");

        _seen.Until(TreeEventKind.SettingsChanged, "lockstep.toml");
    }

    [Fact]
    public void The_lock_of_gits_index_is_told()
    {
        _tree.WithDirectory(".git");
        _watcher.Watch(RelativePath.Root);

        _tree.WithFile(".git/index.lock");
        _seen.Until(TreeEventKind.RepositoryLocked, "");
        File.Move(_tree[".git/index.lock"], _tree[".git/index"]);
        _seen.Until(TreeEventKind.RepositoryUnlocked, "");
    }

    [Fact]
    public void Permissions_of_files_and_directories_are_told_once()
    {
        _tree.WithDirectory("d").WithFile("f");
        _seen.Until(TreeEventKind.Written, "f");

        _tree.WithMode("d", "700").WithMode("f", "600");

        Assert.Equal(["MetadataSet d", "MetadataSet f"], _seen.Until(TreeEventKind.MetadataSet, "f"));
    }

    [Fact]
    public void The_time_of_a_directory_is_told_though_nothing_else_was_set()
    {
        _tree.WithDirectory("d").WithDirectory("e");
        _seen.Until(TreeEventKind.DirectoryAppeared, "e");

        _tree.Handle.SetModified("d"u8, 1_600_000_000_123_456_789);
        _tree.WithMode("e", "700");

        Assert.Equal(["MetadataSet d", "MetadataSet e"], _seen.Until(TreeEventKind.MetadataSet, "e"));
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_told_as_bytes()
    {
        using var file = _tree.Handle.CreateFile([0xff, 0xfe], exclusive: true);

        Assert.True(RelativePath.TryParse([0xff, 0xfe], out RelativePath path, out _));
        _seen.Until(TreeEventKind.Created, path);
    }
}
