using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Portable.Disk;
using Lockstep.Portable.Disk.Unix;

namespace Lockstep.Tests.Portable;

/// <summary>A disk without permission bits, as that of Windows: who tells them.</summary>
public sealed class ModelessDiskTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("lockstep-modes-").FullName;

    private string State => Path.Combine(_path, "state");

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Theory]
    [InlineData("words", null, 0x1a4)]
    [InlineData("#!/bin/sh\n", null, 0x1ed)]
    [InlineData("#!", null, 0x1a4)]
    [InlineData("#!/bin/sh\n", false, 0x1a4)]
    [InlineData("words", true, 0x1ed)]
    [InlineData("", true, 0x1ed)]
    public void A_file_may_be_executed_by_what_git_says_and_else_by_its_start(string content, bool? isTracked, int mode)
    {
        File.WriteAllText(Path.Combine(_path, "file"), content);
        using DirectoryHandle directory = Open(path => path.EndsWith("/file"u8) ? isTracked : null);

        Assert.Equal(mode, ModeOf(directory, "file"));
        using FileHandle file = directory.OpenFileForRead("file"u8);
        Assert.Equal(mode, file.Status().Mode);
    }

    [Fact]
    public void What_was_set_stays_with_the_file_under_another_name_and_in_another_process()
    {
        File.WriteAllText(Path.Combine(_path, "file"), "words");
        using (DirectoryHandle directory = Open(_ => null))
        {
            directory.SetMode("file"u8, 0x1c0);
            directory.Rename("file"u8, directory, "other"u8);
            Assert.Equal(0x1c0, ModeOf(directory, "other"));
        }

        using DirectoryHandle again = Open(_ => null);
        Assert.Equal(0x1c0, ModeOf(again, "other"));
    }

    [Theory]
    [InlineData(0x1a0, true, 0x1e8)]
    [InlineData(0x1fd, false, 0x1b4)]
    public void Of_what_was_set_git_decides_about_execution_alone(int set, bool isTracked, int mode)
    {
        File.WriteAllText(Path.Combine(_path, "file"), "words");
        using DirectoryHandle directory = Open(_ => isTracked);
        directory.SetMode("file"u8, (ushort)set);

        Assert.Equal(mode, ModeOf(directory, "file"));
    }

    [Fact]
    public void A_file_that_becomes_a_script_is_read_again()
    {
        File.WriteAllText(Path.Combine(_path, "file"), "words");
        using DirectoryHandle directory = Open(_ => null);
        Assert.Equal(0x1a4, ModeOf(directory, "file"));
        File.WriteAllText(Path.Combine(_path, "file"), "#!/bin/sh\n");

        Assert.Equal(0x1ed, ModeOf(directory, "file"));
    }

    [Fact]
    public void Times_are_kept_in_steps()
    {
        File.WriteAllText(Path.Combine(_path, "file"), "words");
        using DirectoryHandle directory = Open(_ => null);
        directory.SetModified("file"u8, 1_600_000_000_123_456_789);

        directory.Stat("file"u8, out FileStatus status);
        Assert.Equal(1_600_000_000_123_456_700, status.ModifiedNs);
    }

    private static int ModeOf(DirectoryHandle directory, string name)
    {
        Assert.Equal(Errno.None, directory.Stat(Encoding.UTF8.GetBytes(name), out FileStatus status));
        return status.Mode;
    }

    private DirectoryHandle Open(ExecutableRule rule)
    {
        var disk = new PathDisk(new ModelessCalls());
        disk.KeepModes(State, rule);
        return disk.OpenDirectory(Encoding.UTF8.GetBytes(_path));
    }
}
