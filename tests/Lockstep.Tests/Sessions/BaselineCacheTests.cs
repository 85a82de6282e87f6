using Lockstep.Sessions;
using Lockstep.Tests.Files;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions;

public sealed class BaselineCacheTests : IDisposable
{
    private const string Identity = "user@host:22 2f";

    private readonly TemporaryDirectory _home = new();

    private string Place => _home["cache/baselines"];

    [Fact]
    public void A_baseline_comes_back_as_it_was_kept()
    {
        Snapshot snapshot = TreeText.Picture("a/b=1; a/c -> b; d/; e=22 !755 @5");
        Assert.Null(new BaselineCache(Place).Save(Identity, new CachedBaseline(snapshot, 123_456_789)));

        CachedBaseline? loaded = new BaselineCache(Place).Load(Identity);
        Assert.Equal(snapshot.Digest, loaded?.Snapshot.Digest);
        Assert.Equal(123_456_789, loaded?.ScannedAtNs);
    }

    [Fact]
    public void Each_target_has_its_own()
    {
        var cache = new BaselineCache(Place);
        cache.Save(Identity, new CachedBaseline(TreeText.Picture("a=1"), 1));
        cache.Save(Identity + "/b", new CachedBaseline(TreeText.Picture("b=1"), 2));

        Assert.Equal(1, cache.Load(Identity)?.ScannedAtNs);
        Assert.Equal(2, cache.Load(Identity + "/b")?.ScannedAtNs);
        Assert.Null(cache.Load("somebody@else"));
    }

    [Fact]
    public void One_that_is_damaged_anywhere_or_cut_short_counts_as_none()
    {
        var cache = new BaselineCache(Place);
        cache.Save(Identity, new CachedBaseline(TreeText.Picture("a/b=1; c=22"), 7));
        string file = Assert.Single(Directory.GetFiles(Place));
        byte[] whole = File.ReadAllBytes(file);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x41;
            File.WriteAllBytes(file, damaged);
            Assert.Null(cache.Load(Identity));
            File.WriteAllBytes(file, whole[..i]);
            Assert.Null(cache.Load(Identity));
        }
    }

    [Fact]
    public void A_directory_that_cannot_be_had_is_told_as_the_reason()
    {
        _home.WithFile("cache", "in the way");
        var cache = new BaselineCache(Place);

        Assert.Null(cache.Load(Identity));
        Assert.Contains(Place, cache.Save(Identity, new CachedBaseline(TreeText.Picture("a=1"), 1)));
    }

    public void Dispose() => _home.Dispose();
}
