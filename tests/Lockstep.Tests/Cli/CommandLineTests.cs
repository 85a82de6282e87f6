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

/// <summary>What the command line asks of the library, seen by an engine that only writes it down.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly ViewFixture _fixture = new();
    private readonly DirectoryInfo _project = Directory.CreateTempSubdirectory("lockstep-cli-");
    private readonly List<(PushTarget Target, PushOptions Options)> _calls = [];
    private readonly List<CommandRun> _runs = [];
    private readonly List<UndoRequest> _undone = [];
    private readonly List<long?> _asked = [];
    private readonly List<(PushTarget Target, PullOptions Options)> _pulls = [];
    private IReadOnlyList<RelativePath> _compared = [];
    private int _sharedAmong = 1;
    private Func<PushTarget, RunSummary> _outcome = target => new RunSummary { Target = target.Name };

    public void Dispose() => _project.Delete(recursive: true);

    [Fact]
    public async Task A_bare_push_asks_for_the_defaults()
    {
        await Run("push box:");

        PushOptions options = Assert.Single(_calls).Options;
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
        await Run($"push box: {argument}");

        PushOptions options = Assert.Single(_calls).Options;
        string[] on = [.. new (string Name, bool IsOn)[]
        {
            ("IsDryRun", options.IsDryRun), ("Mirror", options.Mirror), ("Force", options.Force), ("Confirmed", options.Confirmed), ("ComparesContent", options.ComparesContent),
        }.Where(item => item.IsOn).Select(item => item.Name)];
        Assert.Equal([property], on);
    }

    [Fact]
    public async Task Options_with_values_reach_the_engine()
    {
        await Run("push box: --no-delete --max-delete 7 --compress 3 --bwlimit 1MB/s --hidden --no-gitignore --engine auto");

        PushOptions options = Assert.Single(_calls).Options;
        Assert.Equal((false, 7, new Compression(3), 1_000_000L), (options.Deletes, options.MaxDelete, options.Compression, options.BandwidthLimit));
        Assert.Equal((true, false), (options.Filter.Hidden, options.Filter.UseGitignore));
    }

    [Fact]
    public async Task Patterns_keep_the_order_they_were_given_in()
    {
        await Run("push --exclude *.a --include=keep.a box: --exclude -dash");

        Assert.Equal(
            [new CommandLineRule(false, "*.a"), new CommandLineRule(true, "keep.a"), new CommandLineRule(false, "-dash")],
            Assert.Single(_calls).Options.Filter.CommandLine);
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
        await WriteSettings($"[deploy]\ncommand='configured'\ntimeout='60s'\n{settings}\n[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'\ndeploy='own'");
        await Run(arguments);

        DeployStep? deploy = Assert.Single(_calls).Options.Deploy;
        Assert.Equal(step, deploy is null ? "nothing" : $"{deploy.When} {deploy.Command} {(deploy.AllowsSudo ? "sudo" : "plain")} {deploy.Timeout.TotalSeconds}s");
    }

    [Fact]
    public async Task Settings_decide_what_the_command_line_leaves_open()
    {
        await WriteSettings("[project]\nexclude=['x']\ninclude=['y']\nhidden=true\ndisposable=['z']\n[history]\nmax_age='3d'\nmax_size='5KiB'\n");
        await Run("push box:");

        PushOptions options = Assert.Single(_calls).Options;
        Assert.Equal(("x", "y", true), (options.Filter.Exclude[0], options.Filter.Include[0], options.Filter.Hidden));
        Assert.Equal(["z"], options.Disposable);
        Assert.Equal(new Retention(3, 5120), options.Retention);
    }

    [Fact]
    public async Task A_diff_is_a_dry_run_that_deploys_nothing()
    {
        await Run("diff box:");

        PushOptions options = Assert.Single(_calls).Options;
        Assert.Equal((true, null), (options.IsDryRun, options.Deploy));
    }

    [Fact]
    public async Task A_bare_pull_asks_for_the_drift()
    {
        await Run("pull box:");

        PullOptions options = Assert.Single(_pulls).Options;
        Assert.Equal(new PullOptions { Paths = options.Paths, Disposable = options.Disposable }, options);
        Assert.Empty(options.Paths);
    }

    [Fact]
    public async Task A_pull_takes_a_target_paths_and_options()
    {
        await Run("pull box: a/b .env -n --force --no-delete --max-delete 3 --yes");

        (PushTarget target, PullOptions options) = Assert.Single(_pulls);
        Assert.Equal("box:", target.Name);
        Assert.Equal([RelativePath.Parse("a/b"), RelativePath.Parse(".env")], options.Paths);
        Assert.Equal((true, true, false, 3, true), (options.IsDryRun, options.Force, options.Deletes, options.MaxDelete, options.Confirmed));
    }

    [Theory]
    [InlineData("pull box: .lockstep/x", ".lockstep is Lockstep's own and never pulled")]
    [InlineData("pull box: a/.lockstep", ".lockstep is Lockstep's own and never pulled")]
    [InlineData("pull box: ../x", "is not in the project")]
    [InlineData("pull both", "a pull has one source, and this names 2: prod, gpu")]
    public async Task A_pull_refuses_what_it_cannot_bring(string arguments, string message)
    {
        await WriteSettings("[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'\n[group]\nboth=['prod','gpu']");
        Assert.Equal((int)ExitCode.Usage, await Run(arguments));
        Assert.Contains(message, _fixture.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diff_of_paths_compares_their_contents()
    {
        await Run("diff box: src a.c");
        Assert.Equal([RelativePath.Parse("src"), RelativePath.Parse("a.c")], _compared);
    }

    [Theory]
    [InlineData("diff box: src --list")]
    [InlineData("diff box: src --json")]
    public async Task A_diff_as_a_list_reads_no_contents(string arguments)
    {
        await Run(arguments);
        Assert.Empty(_compared);
        Assert.Single(_calls);
    }

    [Fact]
    public async Task A_status_is_a_dry_run_and_shows_a_table()
    {
        await Run("status box:");
        Assert.True(Assert.Single(_calls).Options.IsDryRun);
        Assert.StartsWith("box\n  not pushed  nothing\n", _fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_is_one_object_for_programs()
    {
        await Run("status box: --json");
        Assert.StartsWith("{\"v\":1,\"event\":\"status\",\"target\":\"box:\",\"not_pushed\":[],\"drift\":[],", _fixture.ResultLines[0], StringComparison.Ordinal);
        Assert.Contains("\"event\":\"summary\"", _fixture.ResultLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff", "prod")]
    [InlineData("diff prod", "prod")]
    [InlineData("diff gpu src/a.c", "gpu")]
    [InlineData("diff src/a.c", "prod")]
    [InlineData("diff box:", "box:")]
    [InlineData("diff /elsewhere", "/elsewhere")]
    public async Task A_diff_tells_a_target_from_a_path(string arguments, string target)
    {
        await WriteSettings("default_target='prod'\n[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'");

        Assert.Equal(0, await Run(arguments));
        Assert.Equal(target, Assert.Single(_calls).Target.Name);
    }

    [Theory]
    [InlineData("", "no command given\nTry 'lockstep --help'.")]
    [InlineData("pusch box:", "unknown command 'pusch'; did you mean 'push'?\nTry 'lockstep --help'.")]
    [InlineData("watch box:", "unknown command 'watch'\nTry 'lockstep --help'.")]
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
    [InlineData("explain", "required argument 'PATH' missing for command: 'explain'\nTry 'lockstep explain --help'.")]
    [InlineData("completion tcsh", "completion is for bash, zsh, fish or pwsh, not 'tcsh'")]
    public async Task Wrong_usage_leaves_with_2_and_says_what_to_do(string arguments, string error)
    {
        Assert.Equal((2, $"lockstep: {error}\n"), (await Run(arguments), _fixture.Remarks));
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task A_path_outside_the_project_is_wrong_usage()
    {
        Assert.Equal(2, await Run("diff box: /outside/of/it"));
        Assert.Equal($"lockstep: /outside/of/it is not in the project {_project.FullName}\n", _fixture.Remarks);
    }

    [Fact]
    public async Task Explain_tells_the_verdict_on_each_path()
    {
        Assert.Equal(0, await Run("explain a.log src/ ."));
        Assert.Equal("a.log: not sent: no rule is against it\nsrc: sent: no rule is against it\n.: the project itself\n", _fixture.Results);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_prints_a_script_that_asks_us(string shell)
    {
        Assert.Equal(0, await Run($"completion {shell}"));
        Assert.Contains("[suggest:", _fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_project_is_refused()
    {
        Assert.Equal(5, await Run("push box: -C nosuch"));
        Assert.Empty(_calls);
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
        _outcome = target => new RunSummary { Target = target.Name, Exit = (ExitCode)codes[target.Name] };

        Assert.Equal(worst, await Run("push a: b: c:"));
    }

    [Fact]
    public async Task A_target_that_fails_stops_no_other()
    {
        _outcome = target => target.Name == "b:"
            ? throw new SyncException(ExitCode.NoConnection, "no route to host")
            : new RunSummary { Target = target.Name };

        Assert.Equal(3, await Run("push a: b: c: --jobs 1"));
        Assert.Equal(["a:", "b:", "c:"], _calls.Select(call => call.Target.Name));
    }

    [Theory]
    [InlineData("push a: b: c: --strategy rolling", "", 6, "a: b:")]
    [InlineData("push a: b: c:", "strategy = \"rolling\"", 6, "a: b:")]
    [InlineData("deploy a: b: c:", "strategy = \"rolling\"", 6, "a: b:")]
    [InlineData("push a: b: c: --strategy parallel --jobs 1", "strategy = \"rolling\"", 6, "a: b: c:")]
    [InlineData("push c: a: --strategy rolling", "", 0, "c: a:")]
    public async Task A_rolling_push_begins_no_target_after_one_that_failed(string arguments, string deploy, int exit, string begun)
    {
        await WriteSettings($"[deploy]\n{deploy}\n");
        _outcome = target => new RunSummary { Target = target.Name, Exit = target.Name == "b:" ? ExitCode.DeployFailed : ExitCode.Done };

        Assert.Equal(exit, await Run(arguments));
        Assert.Equal(begun, string.Join(' ', _calls.Select(call => call.Target.Name)));
    }

    [Fact]
    public async Task A_target_that_was_not_begun_has_a_summary_too()
    {
        _outcome = target => new RunSummary { Target = target.Name, Exit = ExitCode.NoConnection, Message = "no route to host" };

        Assert.Equal(3, await Run("push a: b: --strategy rolling --json"));
        Assert.Equal(2, _fixture.ResultLines.Length);
        Assert.Contains("\"target\":\"b:\",\"run\":0,\"exit\":5", _fixture.ResultLines[1], StringComparison.Ordinal);
        Assert.Contains("not begun, since a failed", _fixture.ResultLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("push a: b: c:", 3)]
    [InlineData("push all", 2)]
    [InlineData("status all", 2)]
    [InlineData("diff all", 2)]
    public async Task All_targets_of_a_command_share_the_project(string arguments, int targets)
    {
        await WriteSettings("[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'\n[group]\nall=['prod','gpu']");
        await Run(arguments);
        Assert.Equal(targets, _sharedAmong);
    }

    [Fact]
    public async Task A_broken_protocol_leaves_with_1()
    {
        _outcome = _ => throw new ProtocolException("frame of 9 bytes, the most is 8");

        Assert.Equal(1, await Run("push a:"));
    }

    [Fact]
    public async Task An_interruption_leaves_with_130()
    {
        using var interruption = new CancellationTokenSource();
        _outcome = _ =>
        {
            interruption.Cancel();
            throw new OperationCanceledException(interruption.Token);
        };

        Assert.Equal(130, await CommandLine().RunAsync(["push", "a:"], interruption.Token));
    }

    [Fact]
    public async Task A_bug_is_not_hidden()
    {
        _outcome = _ => throw new InvalidOperationException("a bug");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Run("push a:"));
    }

    [Fact]
    public async Task Init_writes_settings_once()
    {
        Assert.Equal(0, await Run("init me@box:srv/it's"));
        Assert.Equal(2, await Run("init other:"));
        Assert.Equal(0, await Run("push"));
        Assert.Equal("srv/it's", System.Text.Encoding.UTF8.GetString(Assert.Single(_calls).Target.Root.Span));
    }

    private async Task<int> Run(string arguments) => await CommandLine().RunAsync(
        arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("run box: -- make -j4 --mirror", "make|-j4|--mirror")]
    [InlineData("run box: --force -- ls -- -l", "ls|--|-l")]
    [InlineData("run --shell true box:", "sh|-c|true")]
    [InlineData("run box: --shell cd&&ls", "sh|-c|cd&&ls")]
    public async Task A_command_reaches_the_target_in_its_words(string line, string words)
    {
        _outcome = target => new RunSummary { Target = target.Name, CommandExit = 42 };
        Assert.Equal(42, await Run(line));

        CommandRun run = Assert.Single(_runs);
        Assert.Equal(("box:", "box"), (run.Target.Name, run.Target.Ssh?.Host));
        Assert.Equal(words, string.Join('|', run.Arguments.Select(word => System.Text.Encoding.UTF8.GetString(word.Span))));
    }

    [Fact]
    public async Task A_push_that_failed_keeps_its_own_code()
    {
        _outcome = target => new RunSummary { Target = target.Name, Exit = ExitCode.Refused, Message = "no" };
        Assert.Equal(5, await Run("run box: -- true"));
        Assert.Equal("", _fixture.Results);
    }

    [Theory]
    [InlineData("run box:", "no command given; write: lockstep run [TARGET] -- CMD ARG...")]
    [InlineData("run box: --", "no command given")]
    [InlineData("run box: make", "no command given")]
    [InlineData("run box: other: -- make", "a command runs on one target, not on box:, other:")]
    [InlineData("run box: --shell x -- make", "give one of them")]
    [InlineData("run ./target -L 80:a:80 -- make", "-L forwards through ssh, and ./target is a directory of this machine")]
    [InlineData("run box: -L 80 -- make", "-L 80 does not say what is forwarded where")]
    [InlineData("run box: -R a:b -- make", "-R a:b has the port 'b'")]
    [InlineData("run box: --deploy x -- make", "unknown option '--deploy'")]
    public async Task A_command_that_cannot_be_run_is_refused_before_anything_starts(string line, string words)
    {
        Assert.Equal(2, await Run(line));
        Assert.Contains(words, _fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Forwards_go_to_the_ssh_of_the_target()
    {
        await Run("run box: -L 8000:localhost:80 -R 9000:localhost:90 -L 8001:localhost:81 -- make");
        Assert.Equal(
            ["-L 8000:localhost:80", "-L 8001:localhost:81", "-R 9000:localhost:90"],
            Assert.Single(_calls).Target.Ssh!.Forwards.Select(forward => $"{forward.Option} {forward.Spec}"));
    }

    [Theory]
    [InlineData("undo box:", "box:", null, "")]
    [InlineData("undo", "prod", null, "")]
    [InlineData("undo prod", "prod", null, "")]
    [InlineData("undo src/a b", "prod", null, "src/a b")]
    [InlineData("undo prod src/a --run 7", "prod", 7L, "src/a")]
    [InlineData("undo ./prod", "prod", null, "prod")]
    public async Task An_undo_takes_a_target_first_and_then_paths(string arguments, string target, long? run, string paths)
    {
        await WriteSettings("[target.prod]\naddress = \"box:app\"\n");
        await Run(arguments);
        Assert.Equal(target, Assert.Single(_calls).Target.Name);
        UndoRequest request = Assert.Single(_undone);
        Assert.Equal(run, request.Run);
        Assert.Equal(paths, string.Join(' ', request.Paths));
    }

    [Fact]
    public async Task A_local_undo_is_done_in_the_project_and_deploys_nothing()
    {
        await Run("undo --local --dry-run --force src");
        (PushTarget target, PushOptions options) = Assert.Single(_calls);
        Assert.Equal((AddressKind.Local, _project.FullName), (target.Kind, System.Text.Encoding.UTF8.GetString(target.Root.Span)));
        Assert.Equal((true, true, null), (options.IsDryRun, options.Force, options.Deploy));
    }

    [Theory]
    [InlineData("undo box: --run 1 --to 10m", "--run and --to both say how far back")]
    [InlineData("undo box: --run x", "--run takes the number of a run, not 'x'")]
    [InlineData("undo box: --to yesterday", "--to takes a time such as")]
    [InlineData("undo --local box:", "--local undoes in the project and takes no target")]
    [InlineData("history box: other:", "history takes one target and the number of a run, not 'other:'")]
    [InlineData("history --local box:", "--local is about the project and takes no target")]
    public async Task A_question_about_the_past_that_makes_no_sense_is_refused(string arguments, string message)
    {
        Assert.Equal((int)ExitCode.Usage, await Run(arguments));
        Assert.Contains(message, _fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(_calls);
    }

    [Theory]
    [InlineData("history", "prod", null)]
    [InlineData("history 12", "prod", 12L)]
    [InlineData("history box: 12", "box:", 12L)]
    [InlineData("history 404", "404", null)]
    [InlineData("history 404 12", "404", 12L)]
    public async Task History_takes_a_target_and_a_run(string arguments, string target, long? run)
    {
        await WriteSettings("default_target = \"prod\"\n[target.prod]\naddress = \"box:app\"\n[target.404]\naddress = \"box:other\"\n");
        await Run(arguments);
        Assert.Equal((target, run), (Assert.Single(_calls).Target.Name, Assert.Single(_asked)));
    }

    private Task WriteSettings(string text) =>
        File.WriteAllTextAsync(Path.Join(_project.FullName, "lockstep.toml"), text, TestContext.Current.CancellationToken);

    private CommandLine CommandLine()
    {
        var environment = new UserEnvironment { CurrentDirectory = _project.FullName };
        return new CommandLine((_, _) => new Recorder(this), new Surroundings(environment, _ => _fixture.Output));
    }

    private sealed class Recorder(CommandLineTests test) : IProjectSession
    {
        public void ShareAmong(int targets) => test._sharedAmong = targets;

        public Task<RunSummary> PushAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            lock (test._calls)
            {
                test._calls.Add((target, options));
            }

            return Task.FromResult(test._outcome(target));
        }

        public Task<RunSummary> PullAsync(PushTarget target, PullOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            test._pulls.Add((target, options));
            return Task.FromResult(test._outcome(target));
        }

        public Task<RunSummary> CompareAsync(
            PushTarget target,
            PushOptions options,
            IReadOnlyList<RelativePath> paths,
            IRunObserver observer,
            Action<ContentComparison> onCompared,
            CancellationToken cancellation)
        {
            test._compared = paths;
            return PushAsync(target, options, observer, cancellation);
        }

        public Task<RunSummary> StatusAsync(
            PushTarget target, PushOptions options, IRunObserver observer, Action<TargetStatus> onStatus, CancellationToken cancellation)
        {
            onStatus(StatusTextTests.Quiet);
            return PushAsync(target, options, observer, cancellation);
        }

        public Task<RunSummary> DeployAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            PushAsync(target, options, observer, cancellation);

        public Task<RunSummary> RunAsync(CommandRun run, PushOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            test._runs.Add(run);
            return PushAsync(run.Target, options, observer, cancellation);
        }

        public Task<RunSummary> UndoAsync(PushTarget target, UndoRequest request, PushOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            test._undone.Add(request);
            return PushAsync(target, options, observer, cancellation);
        }

        public Task<HistoryReply> HistoryAsync(PushTarget target, long? run, IRunObserver observer, CancellationToken cancellation)
        {
            test._asked.Add(run);
            test._calls.Add((target, new PushOptions()));
            return Task.FromResult(new HistoryReply(0, [], []));
        }

        public Task<RunSummary> WatchAsync(PushTarget target, PushOptions options, ILiveObserver observer, LiveControls controls, CancellationToken cancellation) =>
            PushAsync(target, options, observer, cancellation);

        public PathVerdict Explain(RelativePath path) =>
            new(path.Name.EndsWith(".log"u8) ? VerdictKind.Protect : VerdictKind.Send, Rule: null, path.Bytes.Length);

        public void Dispose()
        {
        }
    }
}
