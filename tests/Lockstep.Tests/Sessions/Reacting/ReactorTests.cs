using System.Collections.Concurrent;
using System.Text;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Sessions.Live;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Tests.Wire;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Reacting;

/// <summary>What runs after a batch, on a target that only writes down what is started; commands end when a test says so.</summary>
public sealed class ReactorTests : IDisposable
{
    private static readonly DeployStep DeployStep = new("deploy it", AllowsSudo: false, DeployWhen.Changed, Timeout.InfiniteTimeSpan);

    private readonly SeenBatches _seen = new();
    private readonly ConcurrentQueue<ScriptedCommand> _started = new();
    private ReactionSettings _settings = new(ReactionOptions.Nothing, deploy: null, AddressKind.Ssh);
    private LastingReport _report = LastingReport.Nothing;

    public void Dispose() => _seen.Dispose();

    [Fact]
    public async Task Rules_run_in_order_then_the_deploy_step_then_the_kept_command()
    {
        using Reactor reactor = Attach(Options() with { Command = ["serve"u8.ToArray(), "-p"u8.ToArray()] });
        reactor.Follow(run: 7, Paths("a.c", "a.md"), isFirst: false);
        await EndAsync("make");
        await EndAsync("docs");
        await EndAsync("deploy it");
        ScriptedCommand kept = await StartedAsync("serve -p");

        Assert.Equal(["a.c", "a.md"], kept.Request.Changed.Select(path => path.ToString()));
        Assert.Equal((Variables with { Run = 7 }).All, kept.Request.Environment);
        Assert.Equal([0, 0, 7, 0], _started.Select(command => (int)command.Request.DeployOf));
        await reactor.DetachAsync();
        Assert.True(kept.IsDisposed);
        Assert.Equal(
            ["OnChange Started", "OnChange Succeeded", "OnChange Started", "OnChange Succeeded", "Deploy Started", "Deploy Succeeded", "Command Started"],
            Steps());
    }

    [Theory]
    [InlineData("sudo -n sh hook.sh", false, SudoUse.Always)]
    [InlineData("make", false, SudoUse.Never)]
    [InlineData("sudo -n sh hook.sh", true, null)]
    public async Task A_rule_is_checked_on_the_target_as_a_deploy_command_is(string line, bool isForced, SudoUse? sudo)
    {
        var rule = new ChangeRule(Options().Rules[0].Paths, line, Timeout.InfiniteTimeSpan);
        using Reactor reactor = Attach(ReactionOptions.Nothing with { Rules = [rule] }, isForced);
        reactor.Follow(run: 1, Paths("a.c"), isFirst: false);
        ScriptedCommand started = await StartedAsync(line);
        Assert.Equal(sudo, started.Request.Check?.Sudo);
        started.End(0);
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task What_fails_is_told_and_nothing_runs_behind_it()
    {
        using Reactor reactor = Attach(Options() with { Command = ["serve"u8.ToArray()] });
        reactor.Follow(run: 1, Paths("a.c", "a.md"), isFirst: false);
        await EndAsync("make", code: 2);
        await _seen.UntilAsync(() => _seen.Steps.Any(step => step.State == StepState.Failed));
        await reactor.DetachAsync();

        Assert.Equal(["OnChange Started", "OnChange Failed"], Steps());
        Assert.Equal(2, _seen.Steps.Last().Result?.ExitCode);
        Assert.Single(_started);
    }

    [Fact]
    public async Task After_a_failure_the_next_batch_runs_as_any_other()
    {
        using Reactor reactor = Attach(Options());
        reactor.Follow(run: 1, Paths("a.c"), isFirst: false);
        await EndAsync("make", code: 2);
        await _seen.UntilAsync(() => _seen.Steps.Any(step => step.State == StepState.Failed));
        reactor.Follow(run: 2, Paths("x"), isFirst: false);
        await EndAsync("deploy it");
        await _seen.UntilAsync(() => _seen.Steps.Any(step => step.State == StepState.Succeeded));
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task A_batch_that_comes_while_commands_run_waits_for_them()
    {
        using Reactor reactor = Attach(Options());
        reactor.Follow(run: 1, Paths("a.c"), isFirst: false);
        ScriptedCommand make = await StartedAsync("make");
        reactor.Follow(run: 2, Paths("a.md"), isFirst: false);
        reactor.Follow(run: 3, Paths("b.md"), isFirst: false);
        make.End(0);
        await EndAsync("deploy it");
        ScriptedCommand docs = await StartedAsync("docs");
        Assert.Equal(["a.md", "b.md"], docs.Request.Changed.Select(path => path.ToString()));
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task With_restart_the_commands_start_over_for_both_batches()
    {
        using Reactor reactor = Attach(Options() with { OnBusy = OnBusy.Restart });
        reactor.Follow(run: 1, Paths("a.c"), isFirst: false);
        ScriptedCommand make = await StartedAsync("make");
        reactor.Follow(run: 2, Paths("a.md"), isFirst: false);
        Assert.Equal(CommandSignal.Interrupt, await make.Signalled.WaitAsync(Cancellation));
        ScriptedCommand again = await StartedAsync("make", after: make);
        Assert.Equal(["a.c", "a.md"], again.Request.Changed.Select(path => path.ToString()));
        Assert.Equal(["OnChange Started", "OnChange Stopped", "OnChange Started"], Steps());
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task With_skip_a_batch_in_between_runs_nothing_and_says_so()
    {
        using Reactor reactor = Attach(Options() with { OnBusy = OnBusy.Skip });
        reactor.Follow(run: 1, Paths("a.c"), isFirst: false);
        ScriptedCommand make = await StartedAsync("make");
        reactor.Follow(run: 2, Paths("a.md"), isFirst: false);
        Assert.Contains("none are run for this one", Assert.Single(_seen.Notes), StringComparison.Ordinal);
        make.End(0);
        await EndAsync("deploy it");
        await _seen.UntilAsync(() => _seen.Steps.Count == 4);
        await reactor.DetachAsync();
        Assert.Equal(2, _started.Count);
    }

    [Fact]
    public async Task The_kept_command_stays_up_while_rules_run_and_is_started_anew_behind_them()
    {
        using Reactor reactor = Attach(Options() with { Command = ["serve"u8.ToArray()] });
        reactor.Follow(run: 1, [], isFirst: true);
        ScriptedCommand first = await StartedAsync("serve");
        reactor.Follow(run: 2, Paths("a.c"), isFirst: false);
        ScriptedCommand make = await StartedAsync("make");
        Assert.False(first.Signalled.IsCompleted);
        make.End(0);
        await EndAsync("deploy it");
        await StartedAsync("serve", after: first);
        Assert.Equal(CommandSignal.Terminate, await first.Signalled);
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task The_kept_command_s_own_end_is_told_with_its_code_and_ends_nothing()
    {
        using Reactor reactor = Attach(Options() with { Command = ["serve"u8.ToArray()] });
        reactor.Follow(run: 1, [], isFirst: true);
        ScriptedCommand first = await StartedAsync("serve");
        first.End(9);
        await _seen.UntilAsync(() => _seen.Steps.Any(step => step is { State: StepState.Ended, Result.ExitCode: 9 }));
        reactor.Follow(run: 2, Paths("x"), isFirst: false);
        await EndAsync("deploy it");
        await StartedAsync("serve", after: first);
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task What_a_lost_connection_broke_off_is_done_on_the_next()
    {
        using Reactor reactor = Attach(Options());
        reactor.Follow(run: 1, Paths("a.c"), isFirst: false);
        ScriptedCommand make = await StartedAsync("make");
        await reactor.DetachAsync();
        Assert.Equal(CommandSignal.Interrupt, await make.Signalled);

        reactor.Attach(React(_settings));
        reactor.Follow(run: 1, [], isFirst: false);
        ScriptedCommand again = await StartedAsync("make", after: make);
        Assert.Equal(["a.c"], again.Request.Changed.Select(path => path.ToString()));
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task A_deploy_on_demand_runs_alone()
    {
        using Reactor reactor = Attach(Options() with { Command = ["serve"u8.ToArray()] });
        reactor.Deploy(run: 5);
        await EndAsync("deploy it");
        await _seen.UntilAsync(() => _seen.Steps.Any(step => step.State == StepState.Succeeded));
        await reactor.DetachAsync();
        Assert.Single(_started);
    }

    [Fact]
    public async Task A_deploy_on_demand_without_a_command_says_so()
    {
        using var reactor = new Reactor(new ReactionSettings(ReactionOptions.Nothing, deploy: null, AddressKind.Ssh), _ => Entry.Absent, _seen);
        reactor.Attach(React(new ReactionSettings(ReactionOptions.Nothing, deploy: null, AddressKind.Ssh)));
        reactor.Deploy(run: 5);
        Assert.Contains("nothing to deploy with", Assert.Single(_seen.Notes), StringComparison.Ordinal);
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task Settings_that_changed_are_what_the_next_batch_runs()
    {
        using Reactor reactor = Attach(Options() with { Command = ["serve"u8.ToArray()] });
        reactor.Follow(run: 1, Paths("a.c"), isFirst: false);
        ScriptedCommand make = await StartedAsync("make");
        _settings.Replace([ChangeRuleTests.Rule("*.c", "ninja")], OnBusy.Restart, DeployStep with { Command = "deploy anew" });
        reactor.Follow(run: 2, Paths("b.c"), isFirst: false);
        Assert.Equal(CommandSignal.Interrupt, await make.Signalled.WaitAsync(Cancellation));
        await EndAsync("ninja");
        await EndAsync("deploy anew");
        await StartedAsync("serve");
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task A_command_that_lasts_is_taken_up_while_nothing_has_changed_and_left_at_the_end()
    {
        ReactionOptions options = ReactionOptions.Nothing with { Command = ["serve"u8.ToArray()], CommandLasts = true };
        using Reactor reactor = Attach(options);
        reactor.Follow(run: 1, [], isFirst: false);
        ScriptedCommand first = await StartedAsync("serve");
        Assert.Equal((true, true), (first.Request.Lasts, first.Request.TakesUp));
        reactor.Follow(run: 2, Paths("x"), isFirst: false);
        await EndAsync("deploy it");
        ScriptedCommand second = await StartedAsync("serve", after: first);
        Assert.Equal(CommandSignal.Terminate, await first.Signalled);
        Assert.Equal((true, false), (second.Request.Lasts, second.Request.TakesUp));
        await _seen.UntilAsync(() => Steps().Last() == "Command Started");
        await reactor.DetachAsync();

        Assert.False(second.Signalled.IsCompleted);
        Assert.Equal("Command Left", Steps().Last());
    }

    [Fact]
    public async Task A_command_that_lasts_is_not_taken_up_after_a_change()
    {
        using Reactor reactor = Attach(ReactionOptions.Nothing with { Command = ["serve"u8.ToArray()], CommandLasts = true });
        reactor.Follow(run: 1, Paths("x"), isFirst: false);
        await EndAsync("deploy it");
        Assert.False((await StartedAsync("serve")).Request.TakesUp);
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task What_went_on_since_an_earlier_watch_is_told_with_its_age()
    {
        _report = new LastingReport(LastingFate.GoesOn, SampleMessages.LastingState() with { Started = DateTimeOffset.UtcNow.AddHours(-2) });
        using Reactor reactor = Attach(ReactionOptions.Nothing with { Command = ["serve"u8.ToArray()], CommandLasts = true });
        reactor.Follow(run: 1, [], isFirst: false);
        await _seen.UntilAsync(() => _seen.Steps.Any(step => step.State == StepState.GoesOn));
        Assert.InRange(_seen.Steps.Last().Duration, TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(125));
        await reactor.DetachAsync();
    }

    [Fact]
    public async Task A_command_that_does_not_last_takes_the_place_of_one_that_does_and_says_so()
    {
        _report = new LastingReport(LastingFate.Ended, SampleMessages.LastingState());
        using Reactor reactor = Attach(ReactionOptions.Nothing with { Command = ["serve"u8.ToArray()] });
        reactor.Follow(run: 1, [], isFirst: false);
        ScriptedCommand first = await StartedAsync("serve");
        Assert.False(first.Request.Lasts);
        Assert.Equal("'./serve -p 80', which an earlier watch had left running there, was ended", Assert.Single(_seen.Notes));
        await reactor.DetachAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ReactionOptions Options() => new() { Rules = [ChangeRuleTests.Rule("*.c", "make"), ChangeRuleTests.Rule("*.md", "docs")] };

    private static RelativePath[] Paths(params string[] paths) => [.. paths.Select(RelativePath.Parse)];

    private static string Words(CommandRequest request)
    {
        string[] words = [.. request.Arguments.Select(argument => Encoding.UTF8.GetString(argument.Span))];
        return words is ["sh", "-c", var line] ? line : string.Join(' ', words);
    }

    private string[] Steps() => [.. _seen.Steps.Select(step => $"{step.Source} {step.State}")];

    private static RunVariables Variables => new("prod", 0, new RunSource("", ""), "");

    private Reactor Attach(ReactionOptions options, bool isForced = false)
    {
        _settings = new ReactionSettings(options, DeployStep, AddressKind.Ssh) { IsForced = isForced };
        var reactor = new Reactor(_settings, _ => Entry.Absent, _seen);
        reactor.Attach(React(_settings));
        return reactor;
    }

    private Reaction React(ReactionSettings settings)
    {
        var endpoint = new EndpointWith
        {
            OnStart = (request, output) =>
            {
                var command = new ScriptedCommand(request, output) { Report = Task.FromResult(request.Lasts ? _report : LastingReport.Nothing) };
                if (request.Arguments.Count == 0)
                {
                    // Only ends what lasts there.
                    command.End(0);
                    return command;
                }

                _started.Enqueue(command);
                _seen.Wake();
                return command;
            },
        };
        return new Reaction(endpoint, ScriptedAgent.EmptyTarget, () => Task.FromResult(Variables), settings, _seen, TimeProvider.System);
    }

    private async Task EndAsync(string words, int code = 0) => (await StartedAsync(words)).End(code);

    private async Task<ScriptedCommand> StartedAsync(string words, ScriptedCommand? after = null)
    {
        ScriptedCommand? found = null;
        await _seen.UntilAsync(() => (found = _started.LastOrDefault(command => command != after && Words(command.Request) == words)) is not null);
        return found!;
    }
}
