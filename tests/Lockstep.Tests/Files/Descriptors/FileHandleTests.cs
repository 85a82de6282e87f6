using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.Tests.Files.Descriptors;

public sealed class FileHandleTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void What_is_written_at_an_offset_is_read_there_and_the_gap_is_zero()
    {
        using FileHandle file = _temporary.Handle.CreateFile("file"u8);
        file.WriteAt("tail"u8, 10);

        var content = new byte[20];
        Assert.Equal(14, file.ReadAt(content, 0));
        Assert.Equal(new byte[10], content[..10]);
        Assert.Equal("tail"u8, content.AsSpan(10, 4));
        Assert.Equal(0, file.ReadAt(content, 14));
    }

    [Fact]
    public void Copying_gives_the_part_asked_for_and_stops_at_the_end()
    {
        using FileHandle source = _temporary.Handle.CreateFile("source"u8);
        using FileHandle copy = _temporary.Handle.CreateFile("copy"u8);
        source.Write("0123456789"u8);

        Assert.Equal(6, copy.CopyFrom(source, sourceOffset: 4, offset: 2, length: 100));
        var content = new byte[8];
        Assert.Equal(8, copy.ReadAt(content, 0));
        Assert.Equal("\0\0456789"u8, content);
    }

    [Fact]
    public void Copying_to_another_file_system_works_too()
    {
        using DirectoryHandle memory = DirectoryHandle.Open("/dev/shm"u8);
        byte[] name = System.Text.Encoding.ASCII.GetBytes($"lockstep-test-{Guid.NewGuid():n}");
        using FileHandle source = _temporary.Handle.CreateFile("source"u8);
        using FileHandle copy = memory.CreateFile(name);
        memory.Unlink(name);
        source.Write("content"u8);

        Assert.Equal(7, copy.CopyFrom(source, sourceOffset: 0, offset: 0, length: 7));
        Assert.Equal(7, copy.Status().Size);
    }

    [Fact]
    public void A_lock_is_held_against_another_opening_until_it_is_closed()
    {
        using FileHandle first = _temporary.Handle.CreateFile("lock"u8);
        using FileHandle second = _temporary.Handle.CreateFile("lock"u8, exclusive: false);

        Assert.True(first.TryLock());
        Assert.False(second.TryLock());
        first.Dispose();
        Assert.True(second.TryLock());
    }

    [Fact]
    public void Mode_time_and_length_are_set_on_the_open_file()
    {
        using FileHandle file = _temporary.Handle.CreateFile("file"u8);
        file.SetLength(5);
        file.SetOwnMode(Convert.ToUInt16("751", 8));
        file.SetOwnModified(42);
        file.Flush();

        FileStatus status = file.Status();
        Assert.Equal((5, Convert.ToUInt16("751", 8), 42), (status.Size, status.Mode, status.ModifiedNs));
    }

    [Fact]
    public void A_file_system_tells_its_room()
    {
        FileSystemSpace space = _temporary.Handle.Space();

        Assert.InRange(space.AvailableBytes, 1, long.MaxValue);
        Assert.InRange(space.BlockSize, 512, 1 << 20);
    }
}
