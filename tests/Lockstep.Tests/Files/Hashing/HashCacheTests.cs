using Lockstep.Files.Hashing;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Hashing;

public sealed class HashCacheTests : IDisposable
{
    private static readonly ContentHash Content = ContentHash.Of("content"u8);

    private readonly TemporaryDirectory _temporary = new();
    private readonly Clock _clock = new() { Present = DateTimeOffset.UnixEpoch.AddDays(20_000) };

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_hash_is_found_at_once_and_after_saving()
    {
        HashCache cache = Open();
        FileStatus status = OldFile(inode: 1);
        Assert.False(cache.TryFind(status, out _));
        cache.Add(status, Content, cache.Now);
        Assert.True(cache.TryFind(status, out ContentHash found));
        Assert.Equal(Content, found);

        cache.Save();
        Assert.True(Open().TryFind(status, out found));
        Assert.Equal(Content, found);
    }

    public static TheoryData<string, Func<FileStatus, FileStatus>> OtherFiles() => new()
    {
        { "device", status => status with { Device = 9 } },
        { "inode", status => status with { Inode = 9 } },
        { "size", status => status with { Size = 9 } },
        { "mtime", status => status with { ModifiedNs = status.ModifiedNs + 1 } },
        { "ctime", status => status with { ChangedNs = status.ChangedNs + 1 } },
    };

    [Theory]
    [MemberData(nameof(OtherFiles), DisableDiscoveryEnumeration = true)]
    public void A_file_that_differs_in_anything_is_not_found(string field, Func<FileStatus, FileStatus> change)
    {
        Assert.NotNull(field);
        HashCache cache = Open();
        cache.Add(OldFile(inode: 1), Content, cache.Now);
        cache.Save();

        Assert.False(cache.TryFind(change(OldFile(inode: 1)), out _));
        Assert.False(Open().TryFind(change(OldFile(inode: 1)), out _));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1_999_999_999, false)]
    [InlineData(2_000_000_000, true)]
    [InlineData(-1, false)]
    public void A_file_that_changed_just_before_it_was_read_is_not_remembered(long age, bool isRemembered)
    {
        HashCache cache = Open();
        FileStatus status = OldFile(inode: 1) with { ChangedNs = cache.Now - age };
        cache.Add(status, Content, cache.Now);

        Assert.Equal(isRemembered, cache.TryFind(status, out _));
    }

    [Fact]
    public void Many_hashes_are_all_found_among_each_other()
    {
        for (int batch = 0; batch < 3; batch++)
        {
            HashCache cache = Open();
            for (ulong inode = 0; inode < 500; inode++)
            {
                cache.Add(OldFile(inode * 3 + (ulong)batch), ContentHash.Of([(byte)inode, (byte)(inode >> 8), (byte)batch]), cache.Now);
            }

            cache.Save();
        }

        HashCache all = Open();
        for (ulong inode = 0; inode < 1500; inode++)
        {
            Assert.True(all.TryFind(OldFile(inode), out ContentHash content));
            Assert.Equal(ContentHash.Of([(byte)(inode / 3), (byte)(inode / 3 >> 8), (byte)(inode % 3)]), content);
        }
    }

    [Fact]
    public void Every_damage_makes_it_empty_and_it_can_be_written_again()
    {
        HashCache cache = Open();
        cache.Add(OldFile(inode: 1), Content, cache.Now);
        cache.Save();
        byte[] whole = File.ReadAllBytes(_temporary["hashes"]);

        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 1;
            File.WriteAllBytes(_temporary["hashes"], damaged);
            Assert.False(Open().TryFind(OldFile(inode: 1), out _));
            File.WriteAllBytes(_temporary["hashes"], whole[..i]);
            Assert.False(Open().TryFind(OldFile(inode: 1), out _));
        }

        HashCache again = Open();
        again.Add(OldFile(inode: 2), Content, again.Now);
        again.Save();
        Assert.True(Open().TryFind(OldFile(inode: 2), out _));
    }

    [Fact]
    public void What_was_of_no_use_for_a_month_is_dropped_and_what_was_stays()
    {
        HashCache cache = Open();
        cache.Add(OldFile(inode: 1), Content, cache.Now);
        cache.Add(OldFile(inode: 2), Content, cache.Now);
        cache.Save();

        _clock.Present = _clock.Present.AddDays(20);
        HashCache used = Open();
        Assert.True(used.TryFind(OldFile(inode: 1), out _));
        used.Save();

        _clock.Present = _clock.Present.AddDays(20);
        HashCache later = Open();
        later.Add(OldFile(inode: 3), Content, later.Now);
        later.Save();
        HashCache last = Open();
        Assert.True(last.TryFind(OldFile(inode: 1), out _));
        Assert.False(last.TryFind(OldFile(inode: 2), out _));
    }

    [Fact]
    public void Nothing_is_written_when_nothing_is_new()
    {
        Open().Save();

        Assert.False(File.Exists(_temporary["hashes"]));
    }

    private HashCache Open() => new(_temporary.Handle, "hashes"u8, _clock);

    private static FileStatus OldFile(ulong inode) =>
        new(EntryType.File, Mode: 0, Size: 7, ModifiedNs: 1, ChangedNs: 2, inode, Device: 1, LinkCount: 1, OwnerId: 0, Blocks: 8);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Present { get; set; }

        public override DateTimeOffset GetUtcNow() => Present;
    }
}
