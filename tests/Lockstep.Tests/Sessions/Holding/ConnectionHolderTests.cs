using System.Text;
using Lockstep.Filters;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Holding;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Microsoft.Win32.SafeHandles;
using PeerScene = Lockstep.Tests.Sessions.Peers.PushScene;

namespace Lockstep.Tests.Sessions.Holding;

/// <summary>Commands that use the connection of another one, over the agent's protocol in this process.</summary>
public sealed class ConnectionHolderTests : IAsyncLifetime
{
    private static readonly SshDestination Ssh = new(User: null, "box", Port: null, Identity: null, "ssh", AgentDirectory: null);

    private readonly PeerScene _scene = new PeerScene().WithFile("a", "1").WithFile("b", "2");
    private readonly PeerLink _link = new();
    private HostedAgent _agent = null!;
    private RemoteEndpoint _held = null!;
    private ConnectionHolder? _holder;

    private HeldPlace Place => HeldPlace.Find(_scene.Place["run"], Ssh, "build")!;

    private HeldTarget Shared => new(_held.Channels, new byte[StepQuestion.KeyLength], session: null!, () => Task.FromResult(false));

    public async ValueTask InitializeAsync()
    {
        _agent = new HostedAgent(_link, host: new EndpointHost());
        _held = await RemoteEndpoint.GreetAsync(_link, Compression.Auto, bandwidthLimit: null, PeerScene.Cancellation);
        _holder = await ConnectionHolder.TryHoldAsync(Place, Shared, takesOver: true, PeerScene.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await (_holder?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _held.DisposeAsync();
        await _agent.DisposeAsync();
        _scene.Dispose();
    }

    [Fact]
    public async Task A_push_goes_through_the_connection_of_another_command()
    {
        CommitReport? report = await _scene.PushAsync((await UseAsync())!);

        Assert.Equal(1, report!.Run);
        Assert.Equal("2", File.ReadAllText(_scene.Place["target/root/b"]));
    }

    [Fact]
    public async Task Many_commands_use_it_at_once_and_see_each_other_as_strangers()
    {
        IEndpoint? first = await UseAsync();
        TargetState open = await first!.OpenAsync(_scene.OpenRequest, PeerScene.Cancellation);
        await using IEndpoint? second = await UseAsync();

        TargetState locked = await second!.OpenAsync(_scene.OpenRequest with { AwaitsLock = true }, PeerScene.Cancellation);

        Assert.Null(open.Holder);
        Assert.NotNull(locked.Holder);
        await first.DisposeAsync();
        while (locked.Holder is not null)
        {
            locked = await second.OpenAsync(_scene.OpenRequest with { AwaitsLock = true }, PeerScene.Cancellation);
        }
    }

    [Fact]
    public async Task A_command_learns_that_the_connection_is_gone()
    {
        await using IEndpoint? command = await UseAsync();
        await command!.OpenAsync(_scene.OpenRequest, PeerScene.Cancellation);

        _link.Abort();

        SyncException gone = await Assert.ThrowsAnyAsync<SyncException>(() => command.CheckAsync(PeerScene.Cancellation));
        Assert.Equal(ExitCode.NoConnection, gone.ExitCode);
        Assert.Contains("that of another command", gone.Message);
    }

    [Fact]
    public async Task Who_asks_for_another_project_or_target_is_told_that_nobody_knows()
    {
        SessionContext context = Context(out ProjectView project);
        using ProjectView opened = project;

        Assert.Null(await HeldConnection.TryPassAsync(Place, context, PeerScene.Cancellation));
        Assert.NotEqual(
            StepQuestion.KeyOf(context),
            StepQuestion.KeyOf(context with { Options = new PushOptions { Filter = new FilterOptions { Exclude = ["*.log"] } } }));
    }

    [Fact]
    public async Task Where_nobody_holds_one_none_is_used()
    {
        await _holder!.DisposeAsync();
        _holder = null;

        Assert.Null(await UseAsync());
        Assert.False(File.Exists(Encoding.UTF8.GetString(Place.Socket)));
    }

    [Fact]
    public async Task A_socket_that_a_killed_holder_left_is_used_again()
    {
        await _holder!.DisposeAsync();
        File.WriteAllText(Encoding.UTF8.GetString(Place.Socket), "");

        _holder = await ConnectionHolder.TryHoldAsync(Place, Shared, takesOver: true, PeerScene.Cancellation);

        await using IEndpoint? command = await UseAsync();
        Assert.NotNull(command);
    }

    [Fact]
    public async Task A_holder_that_is_stopped_is_passed_over()
    {
        await _holder!.DisposeAsync();
        _holder = null;
        using SafeFileHandle stopped = LocalSocket.Listen(Place.Socket);

        Assert.Null(await UseAsync());
        Assert.Null(await HeldConnection.TryPassAsync(Place, Context(out ProjectView project), PeerScene.Cancellation));
        project.Dispose();
    }

    [Fact]
    public async Task A_second_holder_leaves_the_first_alone() => Assert.Null(await ConnectionHolder.TryHoldAsync(Place, Shared, takesOver: true, PeerScene.Cancellation));

    [Fact]
    public async Task A_watch_keeps_its_connection_whoever_asks_for_its_end()
    {
        HolderAnswer answer = await HeldConnection.EndAsync(Place, PeerScene.Cancellation);

        Assert.Equal((HolderKind.Stays, Environment.ProcessId), (answer.Kind, answer.Process));
        await using IEndpoint? command = await UseAsync();
        Assert.NotNull(command);
    }

    [Fact]
    public async Task A_lingering_connection_gives_way_to_a_watch_when_its_commands_have_ended()
    {
        await _holder!.DisposeAsync();
        using var lingering = new LingeringConnection(_held.Channels, "box", TimeSpan.FromHours(1), TimeProvider.System);
        await using ConnectionHolder? first = await ConnectionHolder.TryHoldAsync(Place, lingering, takesOver: false, PeerScene.Cancellation);
        IEndpoint? command = await UseAsync();
        await command!.OpenAsync(_scene.OpenRequest, PeerScene.Cancellation);

        Assert.Null(await ConnectionHolder.TryHoldAsync(Place, Shared, takesOver: false, PeerScene.Cancellation));
        _holder = await ConnectionHolder.TryHoldAsync(Place, Shared, takesOver: true, PeerScene.Cancellation);

        Assert.NotNull(_holder);
        await lingering.Over;
        Task unused = lingering.AwaitUnusedAsync();
        Assert.False(unused.IsCompleted);
        Assert.NotNull(await command.CheckAsync(PeerScene.Cancellation));
        await command.DisposeAsync();
        await unused;
    }

    [Fact]
    public async Task Whoever_ends_a_lingering_connection_is_told_whose_it_was()
    {
        await _holder!.DisposeAsync();
        using var lingering = new LingeringConnection(_held.Channels, "me@box", TimeSpan.FromHours(1), TimeProvider.System);
        _holder = await ConnectionHolder.TryHoldAsync(Place, lingering, takesOver: false, PeerScene.Cancellation);

        Assert.Equal(new HolderAnswer(HolderKind.Ends, "me@box", Environment.ProcessId), await HeldConnection.EndAsync(Place, PeerScene.Cancellation));

        Assert.Equal(HolderKind.Nobody, (await HeldConnection.EndAsync(Place, PeerScene.Cancellation)).Kind);
        Assert.Null(await UseAsync());
    }

    [Fact]
    public async Task A_directory_that_others_can_enter_is_not_used()
    {
        using (var directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(_scene.Place["run"])))
        {
            directory.SetOwnMode(0b111_000_001);
        }

        Assert.Null(await UseAsync());
        Assert.Null(await ConnectionHolder.TryHoldAsync(Place, Shared, takesOver: true, PeerScene.Cancellation));
    }

    [Theory]
    [InlineData("other", "build")]
    [InlineData("box", "other")]
    public void Another_host_or_build_has_another_socket(string host, string build) =>
        Assert.NotEqual(Place.Socket, HeldPlace.Find(_scene.Place["run"], Ssh with { Host = host }, build)!.Socket);

    private SessionContext Context(out ProjectView project)
    {
        project = ProjectView.Open(new Project("project", _scene.Place["project"]), new FilterOptions(), _scene.Place["cache"]);
        var target = new PushTarget("app", AddressKind.Ssh, Encoding.UTF8.GetBytes(_scene.Place["target/root"]), Ssh);
        var client = new ClientContext(_scene.Place["cache"], "tester@here", typeof(ConnectionHolderTests).Assembly);
        return new SessionContext(project, target, new PushOptions(), client, new Lockstep.Sessions.SilentObserver());
    }

    private Task<IEndpoint?> UseAsync() => HeldConnection.TryUseAsync(Place, Ssh, new PushOptions(), opening: null, PeerScene.Cancellation);
}
