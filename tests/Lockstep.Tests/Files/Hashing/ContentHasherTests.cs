using Lockstep.Files.Hashing;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Hashing;

public sealed class ContentHasherTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256 * 1024)]
    [InlineData(256 * 1024 + 1)]
    [InlineData(1_000_000)]
    public void The_hash_is_that_of_the_whole_content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(_temporary["file"], content);
        using var hasher = new ContentHasher();

        for (int round = 0; round < 2; round++)
        {
            Assert.True(hasher.TryHash(_temporary.Handle, "file"u8, out FileStatus status, out ContentHash hash, out _));
            Assert.Equal((ContentHash.Of(content), length), (hash, status.Size));
        }
    }

    [Fact]
    public void The_content_of_a_link_is_its_text()
    {
        _temporary.WithLink("link", "some/where");
        using var hasher = new ContentHasher();

        Assert.True(hasher.TryHash(_temporary.Handle, "link"u8, out _, out ContentHash hash, out _));
        Assert.Equal(ContentHash.Of("some/where"u8), hash);
    }

    [Fact]
    public void A_file_that_changes_once_while_it_is_read_is_read_again()
    {
        _temporary.WithFile("file", "old");
        bool isChanged = false;
        using var hasher = new ContentHasher(afterReading: _ =>
        {
            if (!isChanged)
            {
                isChanged = true;
                File.WriteAllText(_temporary["file"], "newer");
            }
        });

        Assert.True(hasher.TryHash(_temporary.Handle, "file"u8, out FileStatus status, out ContentHash hash, out _));
        Assert.Equal((ContentHash.Of("newer"u8), 5), (hash, status.Size));
    }

    [Fact]
    public void A_file_that_keeps_changing_is_given_up()
    {
        _temporary.WithFile("file", "");
        using var hasher = new ContentHasher(afterReading: name => File.AppendAllText(_temporary[name], "more"));

        Assert.False(hasher.TryHash(_temporary.Handle, "file"u8, out _, out ContentHash hash, out string? cause));
        Assert.False(hash.IsKnown);
        Assert.StartsWith("keeps changing while it is read", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_no_file_or_may_not_be_read_says_why()
    {
        _temporary.WithFifo("fifo").WithFile("closed").WithMode("closed", "0").WithMode("", "755");
        using var hasher = new ContentHasher();

        Assert.Equal("no such file or directory", CauseOf("missing"u8.ToArray()));
        Assert.Equal("not a regular file", CauseOf("fifo"u8.ToArray()));
        UnprivilegedThread.Run(() => Assert.Equal("permission denied", CauseOf("closed"u8.ToArray())));

        string? CauseOf(byte[] name) => hasher.TryHash(_temporary.Handle, name, out _, out _, out string? cause) ? null : cause;
    }
}
