using Lockstep.Sessions;
using Lockstep.Sessions.Running;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tests.Wire;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Running;

/// <summary>A command that is kept running, on a target that only writes down what is started.</summary>
public sealed class KeptCommandTests
{
    private readonly List<ScriptedCommand> _started = [];
    private readonly List<string> _output = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_started_command_runs_until_it_ends_by_itself()
    {
        await using KeptCommand kept = Keep();
        Assert.False(kept.IsRunning);
        await kept.StartAsync(SampleMessages.CommandRequest(), Cancellation);
        Assert.True(kept.IsRunning);
        _started[0].Write(OutputKind.Error, "oops"u8);
        _started[0].End(7);

        Assert.Equal(7, (await kept.Ended).ExitCode);
        Assert.False(kept.IsRunning);
        Assert.Equal(["Error oops"], _output);
    }

    [Fact]
    public async Task Stopping_asks_by_TERM_and_waits_for_the_end()
    {
        await using KeptCommand kept = Keep();
        await kept.StartAsync(SampleMessages.CommandRequest(), Cancellation);

        Assert.Equal(128 + 15, (await kept.StopAsync())?.ExitCode);
        Assert.Equal(CommandSignal.Terminate, await _started[0].Signalled);
        Assert.True(_started[0].IsDisposed);
        Assert.False(kept.IsRunning);
    }

    [Fact]
    public async Task Starting_again_ends_the_one_before_first()
    {
        await using KeptCommand kept = Keep();
        await kept.StartAsync(SampleMessages.CommandRequest(), Cancellation);
        await kept.StartAsync(SampleMessages.CommandRequest() with { Terminal = null }, Cancellation);

        Assert.Equal([true, false], _started.Select(command => command.IsDisposed));
        Assert.Null(_started[1].Request.Terminal);
        Assert.True(kept.IsRunning);
    }

    [Fact]
    public async Task Nothing_is_stopped_where_nothing_was_started()
    {
        await using KeptCommand kept = Keep();
        Assert.Null(await kept.StopAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept.Ended);
    }

    [Fact]
    public async Task A_stop_after_the_end_tells_the_end()
    {
        await using KeptCommand kept = Keep();
        await kept.StartAsync(SampleMessages.CommandRequest(), Cancellation);
        _started[0].End(3);
        await kept.Ended;

        Assert.Equal(3, (await kept.StopAsync())?.ExitCode);
    }

    [Fact]
    public async Task Disposing_ends_the_command()
    {
        await using (KeptCommand kept = Keep())
        {
            await kept.StartAsync(SampleMessages.CommandRequest(), Cancellation);
        }

        Assert.True(_started[0].IsDisposed);
    }

    [Fact]
    public async Task Disposing_leaves_a_command_that_lasts()
    {
        await using (KeptCommand kept = Keep())
        {
            await kept.StartAsync(SampleMessages.LastingRequest(), Cancellation);
            Assert.Same(LastingReport.Nothing, await kept.Report);
        }

        Assert.True(_started[0].IsDisposed);
        Assert.False(_started[0].Signalled.IsCompleted);
    }

    [Fact]
    public async Task Stopping_ends_a_command_that_lasts()
    {
        await using KeptCommand kept = Keep();
        await kept.StartAsync(SampleMessages.LastingRequest(), Cancellation);
        await kept.StopAsync();
        Assert.Equal(CommandSignal.Terminate, await _started[0].Signalled);
    }

    private KeptCommand Keep()
    {
        var endpoint = new EndpointWith
        {
            OnStart = (request, output) =>
            {
                _started.Add(new ScriptedCommand(request, output));
                return _started[^1];
            },
        };
        return new KeptCommand(endpoint, (stream, bytes) => _output.Add($"{stream} {System.Text.Encoding.UTF8.GetString(bytes)}"));
    }
}
