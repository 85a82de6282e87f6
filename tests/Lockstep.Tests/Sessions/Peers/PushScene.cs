using System.Text;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Files;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>A project, a target's root with something beside it that nobody may touch, and pushes from one to the other.</summary>
internal sealed class PushScene : IDisposable
{
    private const string Canary = "outside/canary";

    private static readonly string[] InTarget = ["root", ".lockstep"];
    private static readonly string[] InPlace = ["project", "target", "outside", "cache", ".lockstep"];

    private readonly TemporaryDirectory _place = new();

    public PushScene() => _place.WithDirectory("project").WithDirectory("target").WithFile(Canary, "alive");

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TemporaryDirectory Place => _place;

    public byte[] Root => Encoding.UTF8.GetBytes(_place["target/root"]);

    public OpenRequest OpenRequest => new(Root, IsPreview: false, SnapshotDigest.None, "ann@desk");

    public PushScene WithFile(string path, string content)
    {
        _place.WithFile($"project/{path}", content);
        return this;
    }

    public PushScene WithFile(string path, byte[] content)
    {
        _place.WithFile($"project/{path}");
        File.WriteAllBytes(_place[$"project/{path}"], content);
        return this;
    }

    /// <summary>Pushes through an endpoint, which is disposed then.</summary>
    public async Task<CommitReport?> PushAsync(IEndpoint endpoint, CancellationToken? cancellation = null)
    {
        await using (endpoint)
        {
            using ProjectView project = ProjectView.Open(new Project("project", _place["project"]), new FilterOptions(), _place["cache"]);
            var options = new PushOptions();
            TargetState state = await endpoint.OpenAsync(OpenRequest, cancellation ?? Cancellation);
            ProjectScan scan = await project.ScanAsync();
            ExpectedPlan expected = PushPlanner.Expect(project, options, scan, left: null, cancellation ?? Cancellation);
            SyncPlan plan = await PlanAsync(project, endpoint, options, state, scan, expected);
            Assert.Null(plan.Refusal);
            if (plan.IsEmpty)
            {
                return null;
            }

            var observer = new SilentObserver();
            using ContentTurn contents = project.Contents.TakeTurn();
            var transfer = new PushTransfer(contents, endpoint, options, "ann@desk", new PhaseClock(observer), observer);
            return (await transfer.RunAsync(plan, plan.Held, default, source: null, cancellation ?? Cancellation)).Report;
        }
    }

    /// <summary>Plans a push to an open target of which nothing is remembered.</summary>
    public static async Task<SyncPlan> PlanAsync(
        ProjectView project, IEndpoint endpoint, PushOptions options, TargetState state, ProjectScan scan, ExpectedPlan expected)
    {
        var target = new PushTarget("app", AddressKind.Local, new byte[] { (byte)'/' });
        var client = new ClientContext("/nowhere", "tester@here", typeof(PushScene).Assembly);
        var context = new SessionContext(project, target, options, client, new SilentObserver());
        var session = new TargetSession(
            new TargetOpening(context, SessionMode.Run, "push", context.NewMemory()), endpoint, new OpenedTarget(state, Left: null, AreRunsOwn: true));
        var whole = new ScopedScan(scan.Result, PathScope.Everything, project.Rules) { ScannedAtNs = scan.StartedAtNs };
        return (await session.PlanPushAsync(whole, expected, isRetry: false, Cancellation)).Plan;
    }

    /// <summary>Pushes through the agent's protocol.</summary>
    public async Task<CommitReport?> PushAsync(PeerLink link, IEndpoint? target = null)
    {
        await using var agent = new HostedAgent(link, target);
        return await PushAsync(await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, Cancellation));
    }

    /// <summary>The files below a directory with their contents, in order; empty where it does not stand.</summary>
    public string Picture(string directory)
    {
        string path = _place[directory];
        return !Directory.Exists(path) ? "" : string.Join('\n', Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(path, file)} {ContentHash.Of(File.ReadAllBytes(file))}"));
    }

    /// <summary>Nothing stands beside the root and its state, and what stood there is as it was.</summary>
    public void AssertNothingOutside()
    {
        Assert.Equal("alive", File.ReadAllText(_place[Canary]));
        Assert.Equal([_place[Canary]], Directory.EnumerateFileSystemEntries(_place["outside"]));
        Assert.All(Directory.EnumerateFileSystemEntries(_place["target"]), entry => Assert.Contains(Path.GetFileName(entry), InTarget));
        Assert.All(Directory.EnumerateFileSystemEntries(_place.Path), entry => Assert.Contains(Path.GetFileName(entry), InPlace));
    }

    public void Dispose() => _place.Dispose();
}
