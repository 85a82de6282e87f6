using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Endpoints;

public sealed class ChangedFileTests
{
    [Theory]
    [InlineData("src/a.c", "src/a.c")]
    [InlineData("with space/ä", "with space/ä")]
    [InlineData("a\nb", "\"a\\nb\"")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("a\u0001b", "\"a\\001b\"")]
    [InlineData("a\u007fb", "\"a\\177b\"")]
    [InlineData("$(x) 'y'", "$(x) 'y'")]
    public void Every_path_is_one_line(string path, string line) => Assert.Equal(line + "\n", LinesOf(RelativePath.Parse(path)));

    [Fact]
    public void Bytes_that_are_not_utf8_stay_what_they_are()
    {
        using var file = ChangedFile.Write([RelativePath.Parse([0xff, (byte)'a'])]);
        Assert.Equal([0xff, (byte)'a', (byte)'\n'], File.ReadAllBytes(file.Path));
    }

    [Fact]
    public void Paths_come_in_the_order_given() =>
        Assert.Equal("a\na/b\nc\n", LinesOf(RelativePath.Parse("a"), RelativePath.Parse("a/b"), RelativePath.Parse("c")));

    [Fact]
    public void Where_nothing_changed_there_is_nothing_to_read_and_nothing_to_remove()
    {
        var file = ChangedFile.Write([]);
        Assert.Equal("/dev/null", file.Path);
        file.Dispose();
        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public void The_file_is_its_owners_alone_and_goes_with_the_command()
    {
        var file = ChangedFile.Write([RelativePath.Parse("a")]);
        using DirectoryHandle place = DirectoryHandle.Open(Encoding.UTF8.GetBytes(Path.GetDirectoryName(file.Path)!));
        Assert.True(place.TryStat(Encoding.UTF8.GetBytes(Path.GetFileName(file.Path)), out FileStatus status));
        Assert.Equal(Convert.ToUInt16("600", 8), status.Mode);
        file.Dispose();
        Assert.False(File.Exists(file.Path));
    }

    private static string LinesOf(params RelativePath[] paths)
    {
        using var file = ChangedFile.Write(paths);
        return Encoding.UTF8.GetString(File.ReadAllBytes(file.Path));
    }
}
