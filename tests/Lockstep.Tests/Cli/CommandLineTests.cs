using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Running;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What the command line asks of the library, and how it ends.</summary>
public sealed class CommandLineTests : CommandLineScene
{
    [Fact]
    public async Task A_bare_push_asks_for_the_defaults()
    {
        await RunAsync("push box:");

        PushOptions options = Assert.Single(Calls).Options;
        Assert.Equal(new PushOptions { Filter = options.Filter, Disposable = options.Disposable }, options);
        Assert.Equal(["__pycache__/", "*.pyc", ".DS_Store", "Thumbs.db"], options.Disposable);
        Assert.Equal((false, true), (options.Filter.Hidden, options.Filter.UseGitignore));
    }

    [Theory]
    [InlineData("-n", "IsDryRun")]
    [InlineData("--mirror", "Mirror")]
    [InlineData("--force", "Force")]
    [InlineData("--yes", "Confirmed")]
    [InlineData("--checksum", "ComparesContent")]
    public async Task A_switch_turns_one_thing_on(string argument, string property)
    {
        await RunAsync($"push box: {argument}");

        PushOptions options = Assert.Single(Calls).Options;
        string[] on = [.. new (string Name, bool IsOn)[]
        {
            ("IsDryRun", options.IsDryRun), ("Mirror", options.Mirror), ("Force", options.Force), ("Confirmed", options.Confirmed), ("ComparesContent", options.ComparesContent),
        }.Where(item => item.IsOn).Select(item => item.Name)];
        Assert.Equal([property], on);
    }

    [Fact]
    public async Task Options_with_values_reach_the_engine()
    {
        await RunAsync("push box: --no-delete --max-delete 7 --compress 3 --bwlimit 1MB/s --hidden --no-gitignore --engine auto");

        PushOptions options = Assert.Single(Calls).Options;
        Assert.Equal((false, 7, new Compression(3), 1_000_000L), (options.Deletes, options.MaxDelete, options.Compression, options.BandwidthLimit));
        Assert.Equal((true, false), (options.Filter.Hidden, options.Filter.UseGitignore));
    }

    [Fact]
    public async Task Patterns_keep_the_order_they_were_given_in()
    {
        await RunAsync("push --exclude *.a --include=keep.a box: --exclude -dash");

        Assert.Equal(
            [new CommandLineRule(false, "*.a"), new CommandLineRule(true, "keep.a"), new CommandLineRule(false, "-dash")],
            Assert.Single(Calls).Options.Filter.CommandLine);
    }

    [Theory]
    [InlineData("", "push prod", "Always configured sudo 60s")]
    [InlineData("", "push gpu", "Always own sudo 60s")]
    [InlineData("", "push gpu --deploy x", "Always x sudo 60s")]
    [InlineData("when='changed'\nsudo=false", "push prod", "Changed configured plain 60s")]
    [InlineData("when='changed'\nsudo=false", "push prod --sudo --deploy x", "Always x sudo 60s")]
    [InlineData("", "push prod --no-sudo", "Always configured plain 60s")]
    [InlineData("", "push prod --no-deploy", "nothing")]
    [InlineData("when='never'", "deploy prod", "Never configured sudo 60s")]
    public async Task The_deploy_step_comes_from_the_nearest_place(string settings, string arguments, string step)
    {
        await WriteSettingsAsync($"[deploy]\ncommand='configured'\ntimeout='60s'\n{settings}\n[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'\ndeploy='own'");
        await RunAsync(arguments);

        DeployStep? deploy = Assert.Single(Calls).Options.Deploy;
        Assert.Equal(step, deploy is null ? "nothing" : $"{deploy.When} {deploy.Command} {(deploy.AllowsSudo ? "sudo" : "plain")} {deploy.Timeout.TotalSeconds}s");
    }

    [Fact]
    public async Task Settings_decide_what_the_command_line_leaves_open()
    {
        await WriteSettingsAsync("[project]\nexclude=['x']\ninclude=['y']\nhidden=true\ndisposable=['z']\n[history]\nmax_age='3d'\nmax_size='5KiB'\n");
        await RunAsync("push box:");

        PushOptions options = Assert.Single(Calls).Options;
        Assert.Equal(("x", "y", true), (options.Filter.Exclude[0], options.Filter.Include[0], options.Filter.Hidden));
        Assert.Equal(["z"], options.Disposable);
        Assert.Equal(new Retention(3, 5120), options.Retention);
    }

    [Theory]
    [InlineData("--json", "no command given\nTry 'lockstep --help'.")]
    [InlineData("versio", "unknown command 'versio'; did you mean 'version'?\nTry 'lockstep --help'.")]
    [InlineData("sync", "unknown command 'sync'; did you mean 'push'?\nTry 'lockstep --help'.")]
    [InlineData("push --dry box:", "unknown option '--dry'; did you mean '--dry-run'?\nTry 'lockstep push --help'.")]
    [InlineData("push -N box:", "unknown option '-N'; did you mean '-n'?\nTry 'lockstep push --help'.")]
    [InlineData("watch -n box:", "unknown option '-n': it is an option of push, pull, undo\nTry 'lockstep watch --help'.")]
    [InlineData("--mirror", "unknown option '--mirror': it stands behind a command, such as 'lockstep push --mirror'\nTry 'lockstep --help'.")]
    [InlineData("-x", "unknown option '-x'\nTry 'lockstep --help'.")]
    [InlineData("help pas", "there is no command and no page 'pas'; did you mean 'past'? Pages: guide, config, filters, targets, running, watching, past, trouble, people, safety, agents, recipes, migrating, rsync, words")]
    [InlineData("pusch box:", "unknown command 'pusch'; did you mean 'push'?\nTry 'lockstep --help'.")]
    [InlineData("serve box:", "unknown command 'serve'\nTry 'lockstep --help'.")]
    [InlineData("pu", "unknown command 'pu'; did you mean 'push' or 'pull'?\nTry 'lockstep --help'.")]
    [InlineData("push --shell x", "unknown option '--shell': it is an option of watch, run\nTry 'lockstep push --help'.")]
    [InlineData("push --exlude x box:", "unknown option '--exlude'; did you mean '--exclude'?\nTry 'lockstep push --help'.")]
    [InlineData("push box: --jsno", "unknown option '--jsno'; did you mean '--json'?\nTry 'lockstep push --help'.")]
    [InlineData("push --exclude", "required argument missing for option: '--exclude'\nTry 'lockstep push --help'.")]
    [InlineData("push --max-delete -1 box:", "--max-delete takes a whole number, not '-1'\nTry 'lockstep push --help'.")]
    [InlineData("push --compress 20 box:", "--compress takes auto, none or a level from 1 to 19, not '20'\nTry 'lockstep push --help'.")]
    [InlineData("push --compress 0 box:", "--compress takes auto, none or a level from 1 to 19, not '0'\nTry 'lockstep push --help'.")]
    [InlineData("push --bwlimit 10 box:", "--bwlimit must be a rate such as \"500KiB/s\" or \"10MB/s\", not '10'\nTry 'lockstep push --help'.")]
    [InlineData("push --jobs 0 box:", "--jobs takes a number above 0, not '0'\nTry 'lockstep push --help'.")]
    [InlineData("push --engine rsync box:", "the rsync engine is not in this version; leave --engine out to use the agent")]
    [InlineData("push --engine rsinc box:", "--engine takes auto, agent or rsync, not 'rsinc'; did you mean 'rsync'?\nTry 'lockstep push --help'.")]
    [InlineData("push --color red box:", "--color takes auto, always or never, not 'red'\nTry 'lockstep push --help'.")]
    [InlineData("push --mirror --no-delete box:", "--mirror deletes and --no-delete does not: give one of them")]
    [InlineData("push --deploy x --no-deploy box:", "--no-deploy and --deploy contradict each other: give one of them")]
    [InlineData("deploy --sudo --no-sudo box:", "--sudo and --no-sudo contradict each other: give one of them")]
    [InlineData("push nosuch", "unknown target 'nosuch'. None is configured. A host is written 'nosuch:', a directory './nosuch'")]
    [InlineData("push", "no target given, and none is configured. Name one, such as user@host:path, or run 'lockstep init'")]
    [InlineData("completion tcsh", "completion is for bash, zsh, fish or pwsh, not 'tcsh'")]
    public async Task Wrong_usage_leaves_with_2_and_says_what_to_do(string arguments, string error)
    {
        Assert.Equal((2, $"lockstep: {error}\n"), (await RunAsync(arguments), Fixture.Remarks));
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task A_path_outside_the_project_is_wrong_usage()
    {
        Assert.Equal(2, await RunAsync("diff box: /outside/of/it"));
        Assert.Equal($"lockstep: /outside/of/it is not in the project {Project.FullName}. Name a path of the project, or another project with -C DIR\n", Fixture.Remarks);
    }

    [Fact]
    public async Task Explain_tells_the_verdict_on_each_path()
    {
        Assert.Equal(0, await RunAsync("explain a.log src/ ."));
        Assert.Equal("a.log: not sent: no rule is against it, but nothing stands there\nsrc: sent: no rule is against it, but nothing stands there\n.: the project itself\n", Fixture.Results);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_prints_a_script_that_asks_us(string shell)
    {
        Assert.Equal(0, await RunAsync($"completion {shell}"));
        Assert.Contains("lockstep __complete \"=", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_project_is_refused()
    {
        Assert.Equal(5, await RunAsync("push box: -C nosuch"));
        Assert.Empty(Calls);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(6, 0, 6, 0)]
    [InlineData(4, 6, 0, 4)]
    [InlineData(5, 4, 5, 6)]
    [InlineData(1, 5, 1, 4)]
    [InlineData(3, 1, 0, 3)]
    [InlineData(130, 3, 1, 130)]
    public async Task The_worst_target_decides_the_exit_code(int worst, int first, int second, int third)
    {
        var codes = new Dictionary<string, int> { ["a:"] = first, ["b:"] = second, ["c:"] = third };
        Outcome = target => new RunSummary { Target = target.Name, Exit = (ExitCode)codes[target.Name] };

        Assert.Equal(worst, await RunAsync("push a: b: c:"));
    }

    [Fact]
    public async Task A_target_that_fails_stops_no_other()
    {
        Outcome = target => target.Name == "b:"
            ? throw new SyncException(ExitCode.NoConnection, "no route to host")
            : new RunSummary { Target = target.Name };

        Assert.Equal(3, await RunAsync("push a: b: c: --jobs 1"));
        Assert.Equal(["a:", "b:", "c:"], Calls.Select(call => call.Target.Name));
    }

    [Fact]
    public async Task A_broken_protocol_leaves_with_1()
    {
        Outcome = _ => throw new ProtocolException("frame of 9 bytes, the most is 8");

        Assert.Equal(1, await RunAsync("push a:"));
    }

    [Fact]
    public async Task An_interruption_leaves_with_130()
    {
        using var interruption = new CancellationTokenSource();
        Outcome = _ =>
        {
            interruption.Cancel();
            throw new OperationCanceledException(interruption.Token);
        };

        Assert.Equal(130, await CommandLine().RunAsync(["push", "a:"], interruption.Token));
    }

    [Fact]
    public async Task A_bug_is_not_hidden()
    {
        Outcome = _ => throw new InvalidOperationException("a bug");

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("push a:"));
    }

    [Fact]
    public async Task Init_writes_settings_once()
    {
        Assert.Equal(0, await RunAsync("init me@box:srv/it's"));
        Assert.Equal(2, await RunAsync("init other:"));
        Assert.Equal(0, await RunAsync("push"));
        Assert.Equal("srv/it's", System.Text.Encoding.UTF8.GetString(Assert.Single(Calls).Target.Root.Span));
    }
}
