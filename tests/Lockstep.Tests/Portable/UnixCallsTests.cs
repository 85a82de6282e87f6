using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Portable.Disk.Unix;

namespace Lockstep.Tests.Portable;

/// <summary>
/// The runtime's native part has structures and numbers of its own, which an update of it may change: they are held
/// against Linux' own.
/// </summary>
public sealed class UnixCallsTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("lockstep-calls-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Every_error_that_has_a_name_keeps_it()
    {
        IEnumerable<Errno> lost = Enum.GetValues<Errno>().Where(error => error is not (Errno.None or Errno.ENODATA) && UnixErrors.Of((long)error) != error);

        Assert.Empty(lost);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("link")]
    [InlineData("directory")]
    public void A_status_is_that_of_Linux(string name)
    {
        File.WriteAllText(Path.Combine(_path, "file"), "words");
        File.CreateSymbolicLink(Path.Combine(_path, "link"), "file");
        Directory.CreateDirectory(Path.Combine(_path, "directory"));
        byte[] path = Encoding.UTF8.GetBytes(Path.Combine(_path, name));

        Assert.Equal(Errno.None, new UnixPathCalls().Stat(path, isFollowing: false, out FileStatus found));
        FileStatus expected = new LinuxDisk().Look(path)!.Value;
        Assert.Equal(expected with { Device = 0, LinkCount = 1, Blocks = found.Blocks }, found with { Device = 0 });
    }
}
