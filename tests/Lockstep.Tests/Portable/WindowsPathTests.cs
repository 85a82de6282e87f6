using System.Text;
using Lockstep.Portable.Disk.Windows;
using Lockstep.Tree;

namespace Lockstep.Tests.Portable;

/// <summary>Paths, names and times of Windows, which need no Windows.</summary>
public sealed class WindowsPathTests
{
    [Theory]
    [InlineData(@"C:\", "/C:/", @"C:\")]
    [InlineData(@"C:\Users\me", "/C:/Users/me", @"C:\Users\me")]
    [InlineData(@"C:\Users\me\", "/C:/Users/me", @"C:\Users\me")]
    [InlineData(@"\\?\C:\Users", "/C:/Users", @"C:\Users")]
    [InlineData(@"\\server\share\x", "//server/share/x", @"\\server\share\x")]
    [InlineData(@"\\?\UNC\server\share", "//server/share", @"\\server\share")]
    public void A_path_starts_with_a_slash_and_comes_back(string text, string bytes, string back)
    {
        byte[] path = WindowsPath.FromText(text);

        Assert.Equal(bytes, Encoding.UTF8.GetString(path));
        Assert.Equal(back, WindowsPath.ToText(path));
    }

    [Theory]
    [InlineData("/C:/x", @"\\?\C:\x")]
    [InlineData("/C:", @"\\?\C:\")]
    [InlineData("//server/share/x", @"\\?\UNC\server\share\x")]
    public void For_calls_a_path_means_nothing_but_itself(string path, string raw)
    {
        Assert.True(WindowsPath.TryRaw(Encoding.UTF8.GetBytes(path), out string? found));
        Assert.Equal(raw, found);
    }

    [Theory]
    [InlineData("a.txt", true)]
    [InlineData("console", true)]
    [InlineData("com", true)]
    [InlineData("COM0", true)]
    [InlineData("ü", true)]
    [InlineData("con", false)]
    [InlineData("NUL.txt", false)]
    [InlineData("com1", false)]
    [InlineData("Lpt9.tar.gz", false)]
    [InlineData("aux .c", false)]
    [InlineData("trail.", false)]
    [InlineData("trail ", false)]
    [InlineData("a:b", false)]
    [InlineData("what?", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\tb", false)]
    public void Names_that_Windows_takes_for_something_else_are_not_usable(string name, bool isUsable) =>
        Assert.Equal(isUsable, WindowsPath.IsUsableName(Encoding.UTF8.GetBytes("/C:/x/" + name)));

    [Fact]
    public void Half_a_pair_is_not_taken_for_another_name_and_cannot_be_opened()
    {
        byte[] name = WindowsPath.BytesOf("a\ud800b");

        Assert.Equal([(byte)'a', 0xed, 0xa0, 0x80, (byte)'b'], name);
        Assert.False(WindowsPath.TryRaw([.. "/C:/"u8, .. name], out _));
        Assert.Equal(Encoding.UTF8.GetBytes("a\ud83d\ude00b"), WindowsPath.BytesOf("a\ud83d\ude00b"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_600_000_000_123_456_789, 1_600_000_000_123_456_700)]
    [InlineData(-1, -100)]
    public void A_time_is_kept_in_steps_of_a_hundred_nanoseconds_and_never_later(long ns, long kept) =>
        Assert.Equal(kept, WindowsStatus.ToNs(WindowsStatus.ToFileTime(ns)));

    [Theory]
    [InlineData(0x10, 0, EntryType.Directory)]
    [InlineData(0x20, 0, EntryType.File)]
    [InlineData(0x420, 0xA000000C, EntryType.Symlink)]
    [InlineData(0x410, 0xA0000003, EntryType.Symlink)]
    [InlineData(0x410, 0, EntryType.Symlink)]
    [InlineData(0x420, 0x9000001A, EntryType.File)]
    public void A_reparse_point_that_is_no_link_is_what_it_stands_for(uint attributes, uint tag, EntryType type) =>
        Assert.Equal(type, WindowsStatus.TypeOf(attributes, tag));
}
