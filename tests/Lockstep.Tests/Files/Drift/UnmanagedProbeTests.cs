using Lockstep.Files;
using Lockstep.Files.Drift;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Drift;

public sealed class UnmanagedProbeTests : IDisposable
{
    private readonly TemporaryDirectory _target = new();
    private readonly RootedDirectory _root;
    private readonly Snapshot _baseline;

    public UnmanagedProbeTests()
    {
        _target.WithFile("managed/file").WithFile("top");
        _root = RootedDirectory.Open(_target.Bytes);
        _baseline = Baseline.Of(_root);
        _target.WithFile("managed/new").WithFile("other/x/y").WithFile("other/z").WithLink("up", "..")
            .WithFifo("pipe").WithFile(".lockstep/state");
    }

    public void Dispose()
    {
        _root.Dispose();
        _target.Dispose();
    }

    [Theory]
    [InlineData(".", "managed/new other other/x other/x/y other/z pipe up")]
    [InlineData("other", "other other/x other/x/y other/z")]
    [InlineData("other/x", "other other/x other/x/y")]
    [InlineData("other/x other other/x/y other", "other other/x other/x/y other/z")]
    [InlineData("managed", "managed/new")]
    [InlineData("managed/file", "")]
    [InlineData("up pipe", "pipe up")]
    [InlineData("missing missing/below top/below up/below", "")]
    [InlineData(".lockstep", "")]
    public void A_probe_tells_what_is_not_managed_at_the_paths_and_below(string paths, string expected)
    {
        ProbeReport report = Probe(paths);

        Assert.Equal(expected, TreePicture.Of(report.Found.Select(difference => difference.Path)));
        Assert.All(report.Found, difference => Assert.False(difference.IsManaged));
        Assert.Empty(report.Problems);
    }

    [Fact]
    public void Content_is_told_of_files_and_links()
    {
        Assert.Equal(ContentHash.Of("content"u8), Assert.Single(Probe("other/z").Found, found => !found.Actual.IsDirectory).Actual.Content);
        Assert.Equal(ContentHash.Of(".."u8), Assert.Single(Probe("up").Found).Actual.Content);
        Assert.Equal(EntryType.Special, Assert.Single(Probe("pipe").Found).Actual.Type);
    }

    [Fact]
    public void What_stands_in_place_of_a_managed_file_is_unmanaged_below()
    {
        File.Delete(_target["top"]);
        _target.WithFile("top/x");

        Assert.Equal("top/x", TreePicture.Of(Probe("top").Found.Select(difference => difference.Path)));
    }

    [Fact]
    public void A_directory_that_cannot_be_listed_is_a_problem()
    {
        _target.WithMode("other/x", "0").WithMode("", "755");

        ProbeReport? report = null;
        UnprivilegedThread.Run(() => report = Probe("other"));
        Assert.Equal("other other/x other/z", TreePicture.Of(report!.Found.Select(difference => difference.Path)));
        Assert.Equal([new Problem(RelativePath.Parse("other/x"), "permission denied")], report.Problems);
    }

    private ProbeReport Probe(string paths) => UnmanagedProbe.Probe(
        _root,
        _baseline,
        [.. paths.Split(' ').Select(path => path == "." ? RelativePath.Root : RelativePath.Parse(path))],
        CancellationToken.None);
}
