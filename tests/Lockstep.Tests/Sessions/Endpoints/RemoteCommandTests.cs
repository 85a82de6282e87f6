using System.Threading.Channels;
using Lockstep.Native.Terminals;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tests.Wire;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Endpoints;

/// <summary>A command through the wire and the agent's loop, with a script in place of the process.</summary>
public sealed class RemoteCommandTests : IDisposable
{
    private readonly Peers.PushScene _scene = new();
    private readonly TaskCompletionSource _takesInput = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _written = [];
    private readonly Channel<ScriptedCommand> _started = Channel.CreateUnbounded<ScriptedCommand>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_request_arrives_whole()
    {
        await RunAsync(async (_, running, command) =>
        {
            CommandRequest sent = SampleMessages.CommandRequest();
            CommandRequest arrived = command.Request;
            Assert.Equal(sent.Arguments.Select(argument => argument.ToArray()), arrived.Arguments.Select(argument => argument.ToArray()));
            Assert.Equal((sent.Terminal, sent.TakesInput, false), (arrived.Terminal, arrived.TakesInput, arrived.LetsGo));
            command.End(0);
            await running.WaitAsync(Cancellation);
        });
    }

    [Fact]
    public async Task Input_arrives_byte_for_byte_and_then_its_end()
    {
        byte[] input = new byte[(3 * WireLimits.InputWindow) + 17];
        new Random(1).NextBytes(input);
        await RunAsync(async (_, running, command) =>
        {
            Task writing = running.WriteAsync(input, Cancellation).AsTask();
            Assert.Equal(0, command.Input.Length);
            _takesInput.SetResult();
            await writing;
            running.EndInput();
            await command.InputEnded.WaitAsync(Cancellation);
            Assert.Equal(input, command.Input.ToArray());
            command.End(0);
            await running.WaitAsync(Cancellation);
        });
    }

    [Fact]
    public async Task A_command_that_takes_no_input_holds_its_giver_and_nobody_else()
    {
        await RunAsync(async (endpoint, running, command) =>
        {
            Task writing = running.WriteAsync(new byte[WireLimits.InputWindow + 1], Cancellation).AsTask();
            await endpoint.ProbeAsync([], Cancellation);
            Assert.False(writing.IsCompleted);
            running.Resize(new WindowSize(100, 30));
            Assert.Equal(new WindowSize(100, 30), await command.Resized.WaitAsync(Cancellation));
            command.End(0);
            await running.WaitAsync(Cancellation);
            await writing;
        });
    }

    [Theory]
    [InlineData(CommandSignal.Interrupt, 130)]
    [InlineData(CommandSignal.Terminate, 143)]
    [InlineData(CommandSignal.Kill, 137)]
    public async Task A_signal_arrives(CommandSignal signal, int code)
    {
        await RunAsync(async (_, running, command) =>
        {
            running.Send(signal);
            Assert.Equal(code, (await running.WaitAsync(Cancellation)).ExitCode);
            Assert.Equal(signal, await command.Signalled);
        });
    }

    [Fact]
    public async Task An_unread_output_is_told()
    {
        await RunAsync(async (_, running, command) =>
        {
            running.Send(CommandSignal.BrokenPipe);
            Assert.Equal(CommandSignal.BrokenPipe, await command.Signalled.WaitAsync(Cancellation));
            command.End(141);
            Assert.Equal(141, (await running.WaitAsync(Cancellation)).ExitCode);
        });
    }

    [Fact]
    public async Task Output_comes_before_the_result()
    {
        byte[] output = new byte[300_000];
        new Random(2).NextBytes(output);
        await RunAsync(async (_, running, command) =>
        {
            command.Write(OutputKind.Out, output);
            command.End(5);
            Assert.Equal(5, (await running.WaitAsync(Cancellation)).ExitCode);
            Assert.Equal(output, _written);
        });
    }

    [Fact]
    public async Task What_comes_after_the_end_is_nothing_and_another_command_can_start()
    {
        await RunAsync(async (endpoint, running, command) =>
        {
            command.End(1);
            await running.WaitAsync(Cancellation);
            await running.WriteAsync(new byte[10], Cancellation);
            running.EndInput();
            running.Resize(default);
            running.Send(CommandSignal.Kill);

            await using IRunningCommand next = await endpoint.StartAsync(Request, (_, _) => { }, Cancellation);
            (await StartedAsync()).End(2);
            Assert.Equal(2, (await next.WaitAsync(Cancellation)).ExitCode);
        });
    }

    [Fact]
    public async Task Several_commands_run_at_once_and_each_gets_what_is_its_own()
    {
        await RunAsync(async (endpoint, running, command) =>
        {
            var written = new List<byte>();
            await using IRunningCommand other = await endpoint.StartAsync(Request, (_, bytes) => written.AddRange(bytes), Cancellation);
            ScriptedCommand second = await StartedAsync();
            second.Write(OutputKind.Out, "two"u8);
            command.Write(OutputKind.Out, "one"u8);
            running.Resize(new WindowSize(1, 1));
            other.Resize(new WindowSize(2, 2));
            Assert.Equal(new WindowSize(2, 2), await second.Resized.WaitAsync(Cancellation));
            Assert.Equal(new WindowSize(1, 1), await command.Resized.WaitAsync(Cancellation));
            other.Send(CommandSignal.Terminate);
            Assert.Equal(143, (await other.WaitAsync(Cancellation)).ExitCode);
            Assert.False(command.Signalled.IsCompleted);
            command.End(0);
            Assert.Equal(0, (await running.WaitAsync(Cancellation)).ExitCode);
            Assert.Equal(("one", "two"), (System.Text.Encoding.UTF8.GetString([.. _written]), System.Text.Encoding.UTF8.GetString([.. written])));
        });
    }

    [Fact]
    public async Task A_command_can_start_while_a_run_is_under_way()
    {
        await RunAsync(async (endpoint, _, command) =>
        {
            await endpoint.BeginAsync(ScriptedClient.Run(ScriptedClient.AddDirectory("d")), Cancellation);
            await using IRunningCommand other = await endpoint.StartAsync(Request, (_, _) => { }, Cancellation);
            (await StartedAsync()).End(4);
            Assert.Equal(4, (await other.WaitAsync(Cancellation)).ExitCode);
            Assert.Empty((await endpoint.CommitAsync(Cancellation)).Problems);
            command.End(0);
        });
    }

    [Fact]
    public async Task A_push_can_go_on_beside_a_command()
    {
        await RunAsync(async (endpoint, running, command) =>
        {
            RunRequest run = ScriptedClient.Run(ScriptedClient.AddDirectory("d"));
            await endpoint.BeginAsync(run, Cancellation);
            Assert.Empty((await endpoint.CommitAsync(Cancellation)).Problems);
            Assert.True(Directory.Exists(_scene.Place["target/root/d"]));
            command.End(0);
            await running.WaitAsync(Cancellation);
        });
    }

    [Fact]
    public async Task The_connection_s_end_is_the_command_s()
    {
        var link = new PeerLink();
        await using var agent = new HostedAgent(link, Endpoint());
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.None, bandwidthLimit: null, Cancellation);
        await endpoint.OpenAsync(_scene.OpenRequest, Cancellation);
        IRunningCommand running = await endpoint.StartAsync(Request, (_, _) => { }, Cancellation);
        ScriptedCommand command = await StartedAsync();
        Task<CommandResult> waiting = running.WaitAsync(Cancellation);
        link.Abort();

        await Assert.ThrowsAnyAsync<SyncException>(() => waiting);
        Assert.Equal(CommandSignal.Terminate, await command.Signalled.WaitAsync(Cancellation));
        await endpoint.DisposeAsync();
    }

    [Fact]
    public async Task A_lasting_command_is_left_at_the_connection_s_end()
    {
        var link = new PeerLink();
        await using var agent = new HostedAgent(link, Endpoint());
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.None, bandwidthLimit: null, Cancellation);
        await endpoint.OpenAsync(_scene.OpenRequest, Cancellation);
        IRunningCommand running = await endpoint.StartAsync(SampleMessages.LastingRequest(), (_, _) => { }, Cancellation);
        ScriptedCommand command = await StartedAsync();
        Assert.Equal((true, true), (command.Request.Lasts, command.Request.TakesUp));
        Assert.Equal(LastingReport.Nothing, await running.Report);
        await endpoint.DisposeAsync();
        await agent.Ended;

        Assert.True(command.WasLeft);
        Assert.False(command.Signalled.IsCompleted);
    }

    [Fact]
    public async Task What_a_lasting_command_has_met_comes_before_its_output()
    {
        var report = new LastingReport(LastingFate.GoesOn, SampleMessages.LastingState());
        var known = new TaskCompletionSource<LastingReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        var link = new PeerLink();
        await using var agent = new HostedAgent(link, Endpoint(known.Task));
        await using RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.None, bandwidthLimit: null, Cancellation);
        await endpoint.OpenAsync(_scene.OpenRequest, Cancellation);
        IRunningCommand running = await endpoint.StartAsync(SampleMessages.LastingRequest(), (_, bytes) => _written.AddRange(bytes), Cancellation);
        ScriptedCommand command = await StartedAsync();
        Task writing = Task.Run(() => command.Write(OutputKind.Out, "up"u8), Cancellation);
        await endpoint.ProbeAsync([], Cancellation);
        Assert.Empty(_written);
        known.SetResult(report);
        Assert.Equal(report, await running.Report);
        await writing;
        command.End(3);
        Assert.Equal(3, (await running.WaitAsync(Cancellation)).ExitCode);
        Assert.Equal("up"u8.ToArray(), _written);
    }

    [Theory]
    [InlineData("output", "the output of command 1 came before Lasting")]
    [InlineData("result", "the end of command 1 came before Lasting")]
    [InlineData("twice", "Lasting came unasked for command 1")]
    [InlineData("unasked", "Lasting came unasked for command 1")]
    public async Task An_agent_that_tells_of_a_lasting_command_out_of_turn_is_refused(string what, string words)
    {
        var link = new PeerLink();
        await using var agent = new ScriptedAgent(link, new Dictionary<MessageType, Action<ScriptedAgent>>
        {
            [MessageType.Command] = peer =>
            {
                if (what is "twice" or "unasked")
                {
                    peer.Send(MessageType.Lasting, About(LastingReport.Nothing.Encode));
                }

                peer.Send(
                    what == "output" ? MessageType.Output : what == "result" ? MessageType.CommandResult : MessageType.Lasting,
                    About(what == "output" ? writer => new Output(OutputKind.Out, "x"u8).Encode(writer) : what == "result" ? new CommandResult(0, TimedOut: false).Encode : LastingReport.Nothing.Encode));
            },
        });
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.None, bandwidthLimit: null, Cancellation);
        CommandRequest request = what == "unasked" ? Request : SampleMessages.LastingRequest();
        ProtocolException breach = await Assert.ThrowsAsync<ProtocolException>(
            async () => await (await endpoint.StartAsync(request, (_, _) => { }, Cancellation)).WaitAsync(Cancellation));
        Assert.Contains(words, breach.Message, StringComparison.Ordinal);
        await endpoint.DisposeAsync();
    }

    private static Action<System.Buffers.IBufferWriter<byte>> About(Action<System.Buffers.IBufferWriter<byte>> encode) => writer =>
    {
        CommandNumber.Write(writer, 1);
        encode(writer);
    };

    private async Task RunAsync(Func<IEndpoint, IRunningCommand, ScriptedCommand, Task> act)
    {
        var link = new PeerLink();
        await using var agent = new HostedAgent(link, Endpoint());
        await using RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.None, bandwidthLimit: null, Cancellation);
        await endpoint.OpenAsync(_scene.OpenRequest, Cancellation);
        await using IRunningCommand running = await endpoint.StartAsync(Request, (_, bytes) => _written.AddRange(bytes), Cancellation);
        await act(endpoint, running, await StartedAsync());
    }

    private async Task<ScriptedCommand> StartedAsync() => await _started.Reader.ReadAsync(Cancellation);

    private EndpointWith Endpoint(Task<LastingReport>? report = null) => new()
    {
        OnStart = (request, output) =>
        {
            var command = new ScriptedCommand(request, output) { TakesInput = _takesInput.Task, Report = report ?? Task.FromResult(LastingReport.Nothing) };
            _started.Writer.TryWrite(command);
            return command;
        },
    };

    private static CommandRequest Request => SampleMessages.CommandRequest() with { LetsGo = false };
}
