using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tests.Sessions.Peers;
using Xunit;

namespace Lockstep.InteropTests.Peers;

/// <summary>The real agent, ended by force or stopped: the target is old or new, the next push completes, and the client always ends.</summary>
public sealed class KilledAgentTests : IDisposable
{
    private readonly PushScene _scene = new();

    public void Dispose() => _scene.Dispose();

    /// <summary>Bytes that reach the agent before it is killed: in the greeting, the plan, the contents, and around the commit.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(400)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(3_000_000)]
    [InlineData(4_000_000)]
    public async Task An_agent_that_is_killed_leaves_the_target_old_or_new_and_the_next_push_completes(long after)
    {
        await PrepareAsync();
        string before = _scene.Picture("target/root");
        AgentPipe pipe = AgentPipe.Start();
        pipe.KillAfter(after);
        SyncException? lost = await FailureAsync(() => PushAsync(pipe, PushScene.Cancellation));
        Assert.True(lost is null or { ExitCode: ExitCode.NoConnection }, lost?.Message);
        string wanted = _scene.Picture("project");
        Assert.Contains(_scene.Picture("target/root"), new[] { before, wanted });
        await PushAsync(AgentPipe.Start(), PushScene.Cancellation);
        Assert.Equal(wanted, _scene.Picture("target/root"));
    }

    [Fact]
    public async Task Interrupting_ends_a_push_to_an_agent_that_is_stopped()
    {
        await PrepareAsync();
        string before = _scene.Picture("target/root");
        AgentPipe pipe = AgentPipe.Start();
        using var interrupt = new CancellationTokenSource();
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(pipe, Compression.None, bandwidthLimit: null, PushScene.Cancellation);
        pipe.Signal("STOP");
        Task pushing = _scene.PushAsync(endpoint, interrupt.Token);
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pushing);
        Assert.Equal(before, _scene.Picture("target/root"));
    }

    private static async Task<SyncException?> FailureAsync(Func<Task> push)
    {
        try
        {
            await push();
            return null;
        }
        catch (SyncException e)
        {
            return e;
        }
    }

    private async Task PrepareAsync()
    {
        _scene.WithFile("changed", "old").WithFile("gone", "gone");
        await PushAsync(AgentPipe.Start(), PushScene.Cancellation);
        var noise = new byte[4_000_000];
        new Random(11).NextBytes(noise);
        _scene.WithFile("changed", "new!").WithFile("added/large", noise);
        File.Delete(_scene.Place["project/gone"]);
    }

    private async Task PushAsync(AgentPipe pipe, CancellationToken cancellation) =>
        await _scene.PushAsync(await RemoteEndpoint.GreetAsync(pipe, Compression.None, bandwidthLimit: null, cancellation), cancellation);
}
