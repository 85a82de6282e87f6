using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Descriptors;

public sealed class DirectoryHandleTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    private DirectoryHandle Directory => _temporary.Handle;

    public void Dispose() => _temporary.Dispose();

    public static TheoryData<byte[]> HardNames() =>
    [
        "plain"u8.ToArray(),
        "new\nline"u8.ToArray(),
        "-rf"u8.ToArray(),
        " "u8.ToArray(),
        "\\"u8.ToArray(),
        new byte[] { 0xff, 0xfe, (byte)'x' },
        "\e[m"u8.ToArray(),
        Enumerable.Repeat((byte)'n', 255).ToArray(),
    ];

    [Theory]
    [MemberData(nameof(HardNames))]
    public void Any_name_is_created_told_about_listed_and_removed(byte[] name)
    {
        _temporary.WriteFile(name);

        Assert.True(Directory.TryStat(name, out FileStatus status));
        Assert.Equal(EntryType.File, status.Type);
        Assert.Equal(name, Assert.Single(TemporaryDirectory.NamesIn(Directory)));
        Directory.Unlink(name);
        Assert.False(Directory.TryStat(name, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void What_is_not_a_single_name_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => Directory.Stat(Encoding.UTF8.GetBytes(name), out _));

    [Fact]
    public void A_name_of_256_bytes_is_refused() =>
        Assert.Throws<ArgumentException>(() => Directory.MakeDirectory(Enumerable.Repeat((byte)'n', 256).ToArray()));

    [Fact]
    public void Times_keep_their_nanoseconds_before_1970_too()
    {
        _temporary.WriteFile("file"u8);
        foreach (long time in new[] { 1_700_000_000_123_456_789, 0, -1, -1_000_000_000, 1 })
        {
            Directory.SetModified("file"u8, time);
            Directory.Stat("file"u8, out FileStatus status);
            Assert.Equal(time, status.ModifiedNs);
        }
    }

    [Fact]
    public void The_time_of_a_link_is_its_own()
    {
        _temporary.WriteFile("file"u8);
        Directory.SetModified("file"u8, 1);
        Directory.Symlink("file"u8, "link"u8);
        Directory.SetModified("link"u8, 2);

        Directory.Stat("file"u8, out FileStatus file);
        Directory.Stat("link"u8, out FileStatus link);
        Assert.Equal((1, 2), (file.ModifiedNs, link.ModifiedNs));
    }

    [Fact]
    public void The_mode_of_a_link_is_not_set_and_not_that_of_what_it_points_to()
    {
        _temporary.WriteFile("file"u8);
        Directory.Symlink("file"u8, "link"u8);

        Assert.Throws<FileSystemException>(() => Directory.SetMode("link"u8, 0x1ff));
        Directory.Stat("file"u8, out FileStatus file);
        Assert.Equal(Convert.ToUInt16("600", 8), file.Mode);
    }

    [Fact]
    public void The_mode_of_a_file_without_any_permission_can_be_set()
    {
        _temporary.WriteFile("file"u8);
        Directory.SetMode("file"u8, 0);
        Directory.SetMode("file"u8, Convert.ToUInt16("4755", 8));

        Directory.Stat("file"u8, out FileStatus file);
        Assert.Equal(Convert.ToUInt16("4755", 8), file.Mode);
    }

    [Fact]
    public void Opening_a_link_a_fifo_or_a_directory_for_reading_is_refused()
    {
        _temporary.WithFifo("fifo").WithDirectory("directory").WithFile("file").WithLink("link", "file");

        Assert.Equal(Errno.ELOOP, Assert.Throws<FileSystemException>(() => Directory.OpenFileForRead("link"u8)).Error);
        Assert.Equal("not a regular file", Assert.Throws<FileSystemException>(() => Directory.OpenFileForRead("fifo"u8)).Cause);
        Assert.Equal("not a regular file", Assert.Throws<FileSystemException>(() => Directory.OpenFileForRead("directory"u8)).Cause);
        Assert.Equal(Errno.ENOENT, Assert.Throws<FileSystemException>(() => Directory.OpenFileForRead("nothing"u8)).Error);
    }

    [Fact]
    public void A_link_to_a_directory_is_not_opened_as_one()
    {
        _temporary.WithDirectory("directory").WithLink("link", "directory");

        Assert.False(Directory.TryOpenDirectory("link"u8, out _, out Errno error));
        Assert.Equal(Errno.ENOTDIR, error);
    }

    [Fact]
    public void Creating_over_a_link_fails_and_leaves_what_it_points_to()
    {
        _temporary.WithLink("link", "file");

        Assert.Throws<FileSystemException>(() => Directory.CreateFile("link"u8));
        Assert.Throws<FileSystemException>(() => Directory.CreateFile("link"u8, exclusive: false));
        Assert.False(Directory.TryStat("file"u8, out _));
    }

    [Fact]
    public void Creating_what_exists_opens_it_only_when_not_exclusive()
    {
        _temporary.WithFile("file", "old");

        Assert.Equal(Errno.EEXIST, Assert.Throws<FileSystemException>(() => Directory.CreateFile("file"u8)).Error);
        using FileHandle file = Directory.CreateFile("file"u8, exclusive: false);
        Assert.Equal(3, file.Status().Size);
    }

    [Fact]
    public void Renaming_replaces_and_renaming_without_replacing_does_not()
    {
        _temporary.WithFile("a", "a").WithFile("b", "b").WithDirectory("sub");
        using DirectoryHandle sub = Directory.OpenDirectory("sub"u8);

        Assert.Equal(Errno.EEXIST, Assert.Throws<FileSystemException>(() => Directory.RenameNoReplace("a"u8, Directory, "b"u8)).Error);
        Directory.RenameNoReplace("a"u8, sub, "c"u8);
        Directory.Rename("b"u8, sub, "c"u8);
        Assert.Equal("b", File.ReadAllText(_temporary["sub/c"]));
    }

    [Fact]
    public void Exchanging_swaps_a_file_and_a_directory()
    {
        DiskAbility.NeedsExchange();
        _temporary.WithFile("a").WithDirectory("b");

        Assert.True(Directory.TryExchange("a"u8, Directory, "b"u8));
        Directory.Stat("a"u8, out FileStatus a);
        Directory.Stat("b"u8, out FileStatus b);
        Assert.Equal((EntryType.Directory, EntryType.File), (a.Type, b.Type));
    }

    [Fact]
    public void A_hard_link_is_the_same_inode_and_of_a_link_the_link_itself()
    {
        DiskAbility.NeedsLinksAndSpace();
        _temporary.WithFile("file").WithLink("link", "nowhere");
        Directory.Link("file"u8, Directory, "again"u8);
        Directory.Link("link"u8, Directory, "link again"u8);

        Directory.Stat("file"u8, out FileStatus file);
        Directory.Stat("again"u8, out FileStatus again);
        Directory.Stat("link again"u8, out FileStatus link);
        Assert.Equal((file.Inode, 2u, EntryType.Symlink), (again.Inode, file.LinkCount, link.Type));
    }

    [Fact]
    public void The_longest_link_text_comes_back_whole()
    {
        byte[] text = Enumerable.Repeat((byte)'t', RelativePath.MaxLength).ToArray();
        Directory.Symlink(text, "link"u8);

        Assert.Equal(text, Directory.ReadLink("link"u8));
    }

    [Fact]
    public void A_thousand_names_are_listed_through_a_small_buffer_each_time_anew()
    {
        for (int i = 0; i < 1000; i++)
        {
            _temporary.WriteFile(Encoding.UTF8.GetBytes($"file {i}"), content: "");
        }

        for (int round = 0; round < 2; round++)
        {
            var names = new HashSet<string>();
            foreach (ListedName listed in Directory.List(new byte[1024]))
            {
                Assert.True(names.Add(Encoding.UTF8.GetString(listed.Name)));
            }

            Assert.Equal(1000, names.Count);
        }
    }

    [Fact]
    public void A_directory_that_is_removed_while_open_tells_so()
    {
        _temporary.WithDirectory("sub");
        using DirectoryHandle sub = Directory.OpenDirectory("sub"u8);
        Directory.RemoveDirectory("sub"u8);

        Assert.Equal(Errno.ENOENT, Assert.Throws<FileSystemException>(() => sub.CreateFile("file"u8)).Error);
    }

    [Fact]
    public void A_failure_names_the_operation_the_name_made_harmless_and_the_cause()
    {
        var failure = Assert.Throws<FileSystemException>(() => Directory.Unlink("gone\n\e[2J"u8));

        Assert.Equal("cannot remove 'gone\\x0a\\x1b[2J': no such file or directory", failure.Message);
        Assert.Equal(ExitCode.SyncFailed, failure.ExitCode);
    }
}
