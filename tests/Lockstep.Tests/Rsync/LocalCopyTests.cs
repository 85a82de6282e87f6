using Lockstep.Native.Disk;
using Lockstep.Rsync;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Rsync;

/// <summary>Both ends in one process: what a local copy does.</summary>
public sealed class LocalCopyTests : IDisposable
{
    private readonly TemporaryDirectory _source = new TemporaryDirectory()
        .WithFile("a", "one").WithFile("sub/b", "two").WithFile("sub/deep/c", new string('x', 200_000)).WithLink("link", "a").WithDirectory("empty");

    private readonly TemporaryDirectory _target = new();
    private readonly Capture.SilentConsole _console = new();

    [Theory]
    [InlineData("-a")]
    [InlineData("-a --no-inc-recursive")]
    [InlineData("-a --protocol=27")]
    [InlineData("-a --protocol=29 -c")]
    [InlineData("-aH --protocol=30")]
    [InlineData("-a --no-whole-file -z")]
    [InlineData("-a --no-whole-file -z --compress-choice=lz4")]
    [InlineData("-a --no-whole-file -z --compress-choice=zlibx")]
    [InlineData("-a --no-whole-file -z --compress-choice=zlib")]
    public async Task A_copy_is_what_was_copied(string options)
    {
        _target.WithFile("sub/deep/c", new string('x', 100_000) + "y" + new string('x', 50_000)).WithFile("a", "older");

        Assert.Equal(0, await RunAsync($"{options} {_source.Path}/ {_target.Path}/"));

        Assert.Equal("one", File.ReadAllText(_target["a"]));
        Assert.Equal("two", File.ReadAllText(_target["sub/b"]));
        Assert.Equal(File.ReadAllText(_source["sub/deep/c"]), File.ReadAllText(_target["sub/deep/c"]));
        Assert.Equal("a", new FileInfo(_target["link"]).LinkTarget);
        Assert.Equal(File.GetLastWriteTimeUtc(_source["empty"]), File.GetLastWriteTimeUtc(_target["empty"]), TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_target.Path, ".*", SearchOption.AllDirectories), _ => true);
    }

    [Theory]
    [InlineData("--delete")]
    [InlineData("--delete-before")]
    [InlineData("--delete-delay")]
    [InlineData("--delete-after")]
    public async Task What_the_source_does_not_have_is_deleted_but_for_what_is_protected(string delete)
    {
        _target.WithFile("gone/inner").WithFile("extra").WithFile("keep.me").WithFile("sub/x.o");

        Assert.Equal(0, await RunAsync($"-a {delete} --exclude=*.o --filter=P_keep.me {_source.Path}/ {_target.Path}/"));

        Assert.False(Directory.Exists(_target["gone"]));
        Assert.False(File.Exists(_target["extra"]));
        Assert.True(File.Exists(_target["keep.me"]));
        Assert.True(File.Exists(_target["sub/x.o"]));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        _target.WithFile("extra");

        Assert.Equal(0, await RunAsync($"-an --delete {_source.Path}/ {_target.Path}/"));

        Assert.Equal([_target["extra"]], Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public async Task A_source_that_is_not_there_makes_the_run_a_partial_one() =>
        Assert.Equal((int)RsyncExit.Partial, await RunAsync($"-a {_source.Path}/nothing {_target.Path}/"));

    [Fact]
    public async Task A_server_that_cannot_go_on_ends_the_run_with_its_code()
    {
        Assert.Equal((int)RsyncExit.FileIo, await RunAsync($"-a {_source.Path}/ {_target.Path}/no/parent/"));

        Assert.Contains(_console.Lines, line => line.Contains("mkdir", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Fgo-r,Du+w", "a", 0x180)]
    [InlineData("755", "a", 0x1ed)]
    public async Task Modes_are_changed_as_chmod_says(string chmod, string name, int mode)
    {
        byte[] leaf = ByteWord.Bytes(name);
        _source.Handle.SetMode(leaf, 0x1a4);

        Assert.Equal(0, await RunAsync($"-a --chmod={chmod} {_source.Path}/ {_target.Path}/"));

        Assert.True(_target.Handle.TryStat(leaf, out FileStatus copy));
        Assert.True(_source.Handle.TryStat(leaf, out FileStatus source));
        Assert.Equal((mode, 0x1a4), (copy.Mode, source.Mode));
    }

    [Theory]
    [InlineData("--copy-devices", "--copy-devices")]
    [InlineData("--preallocate", "--preallocate")]
    public async Task What_is_not_supported_is_refused_by_its_name(string option, string name)
    {
        Assert.Equal((int)RsyncExit.Unsupported, await RunAsync($"-a {option} {_source.Path}/ {_target.Path}/"));

        Assert.Contains(_console.Lines, line => line.Contains($"{name} is not supported yet", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    private Task<int> RunAsync(string words) =>
        RsyncClient.RunAsync(RsyncInvocationReader.Read(words.Split(' '), _ => null), _console, TestContext.Current.CancellationToken);
}
