using Lockstep.Files;
using Lockstep.Files.Hashing;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Hashing;

public sealed class PathHashingTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly RootedDirectory _root;

    public PathHashingTests() => _root = RootedDirectory.Open(_temporary.Bytes);

    public void Dispose()
    {
        _root.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void Answers_come_in_the_order_of_the_paths_with_causes_for_those_that_fail()
    {
        var paths = new List<RelativePath>();
        for (int i = 0; i < 1000; i++)
        {
            _temporary.WithFile($"{i % 10}/{i}", $"content {i}");
            paths.Add(RelativePath.Parse($"{i % 10}/{i}"));
        }

        paths.Insert(500, RelativePath.Parse("missing/file"));
        IReadOnlyList<HashedPath> hashed = PathHashing.HashAll(_root, paths, cache: null, TestContext.Current.CancellationToken);
        Assert.Equal(paths, hashed.Select(path => path.Path));
        Assert.Equal("no such file or directory", hashed[500].Cause);
        Assert.Equal(ContentHash.Of("content 999"u8), hashed[1000].Entry.Content);
        Assert.Equal(1000, hashed.Count(path => path.Cause is null && path.Entry.Content.IsKnown));
    }

    [Fact]
    public void What_the_cache_knows_is_not_read()
    {
        _temporary.WithFile("file", "content");
        _temporary.Handle.Stat("file"u8, out FileStatus status);
        var cache = new HashCache(_temporary.Handle, "hashes"u8, TimeProvider.System);
        ContentHash remembered = ContentHash.Of("remembered"u8);
        cache.Add(status, remembered, readAt: long.MaxValue);

        Assert.Equal(remembered, Hash(cache).Entry.Content);
        File.WriteAllText(_temporary["file"], "another");
        Assert.Equal(ContentHash.Of("another"u8), Hash(cache).Entry.Content);
    }

    private HashedPath Hash(HashCache cache) =>
        Assert.Single(PathHashing.HashAll(_root, [RelativePath.Parse("file")], cache, TestContext.Current.CancellationToken));
}
