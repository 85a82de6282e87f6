using Lockstep.Files;
using Lockstep.Files.Staging;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Contents;

public sealed class ContentStagerTests : IDisposable
{
    private const int Count = 50;

    private readonly TargetScene _scene = new();
    private int _brought;
    private int _givenBack;

    public ContentStagerTests() => _scene.Push("stands=1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_accepted_is_staged_and_every_pack_given_back()
    {
        using Target target = _scene.Open();
        await StageAsync(target, indexes: Enumerable.Range(0, Count));
        CommitReport report = target.Commit();

        Assert.Empty(report.Problems);
        Assert.Equal(Count, Directory.GetFiles(_scene.RootPath, "file-*").Length);
        Assert.Equal(Count, _givenBack);
    }

    [Fact]
    public async Task What_ends_the_staging_is_told_to_whoever_brings_more_and_every_pack_is_given_back()
    {
        using Target target = _scene.Open(faults: FillUp);
        SyncException failure = await Assert.ThrowsAsync<SyncException>(() => StageAsync(target, Enumerable.Range(0, Count)));

        Assert.Equal("the disk is full", failure.Message);
        Assert.InRange(_brought, 1, Count);
        Assert.Equal(_brought, _givenBack);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Count)]
    public async Task A_content_that_nobody_waits_for_is_refused_and_its_pack_given_back(int unwanted)
    {
        using Target target = _scene.Open();
        await Assert.ThrowsAsync<ProtocolException>(() => StageAsync(target, [0, unwanted]));

        Assert.Equal(2, _brought);
        Assert.Equal(_brought, _givenBack);
    }

    public void Dispose() => _scene.Dispose();

    private async Task StageAsync(Target target, IEnumerable<int> indexes)
    {
        Stage stage = target.Begin(_scene.RunOf([.. Enumerable.Range(0, Count).Select(Addition)], [], []));
        using var signatures = new SignatureQueue(stage, []);
        await using var stager = new ContentStager(stage, signatures);
        foreach (int index in indexes)
        {
            await stager.AcceptAsync(PackOf(index), Token);
        }

        await stager.FinishAsync();
    }

    private static Change Addition(int index) =>
        new(ChangeKind.Add, RelativePath.Parse($"file-{index:00}"), Entry.Absent, TreeText.File("1"), Transfer.Whole);

    private ContentPack PackOf(int index)
    {
        var writer = new ContentPackWriter();
        _brought++;
        writer.AddWhole(index, new FinalContent(1, Convert.ToUInt16("644", 8), 1, ContentHash.Of("1"u8)), "1"u8);
        return new ContentPack(writer.Written, isOfLargeContent: false, () => Interlocked.Increment(ref _givenBack));
    }

    private static void FillUp(FaultPoint point)
    {
        if (point == FaultPoint.StageEntry)
        {
            throw new SyncException(ExitCode.SyncFailed, "the disk is full");
        }
    }
}
