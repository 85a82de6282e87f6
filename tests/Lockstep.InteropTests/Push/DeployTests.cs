using Lockstep.Sessions.Deploying;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>The command that runs on the target after a push.</summary>
public sealed class DeployTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task The_configured_command_runs_in_the_root_with_its_variables(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        Configure(place, "command = 'pwd; echo run=$LOCKSTEP_RUN target=$LOCKSTEP_TARGET; cat \"$LOCKSTEP_CHANGED\"; echo oops >&2'");
        place.InProject("printf a > a; mkdir d; printf b > 'd/new\nline'");
        ClientResult result = await place.PushedAsync();
        Assert.Equal(
            [place.Target, $"run=1 target={place.Address}", "a", "d", "\"d/new\\nline\""],
            Lines(result, "stdout"));
        Assert.Equal(["oops"], Lines(result, "stderr"));
        Assert.Equal(0, result.Summary.GetProperty("deploy_exit").GetInt32());

        Configure(place, "command = 'cat \"$LOCKSTEP_CHANGED\"; echo run=$LOCKSTEP_RUN'");
        place.InProject("printf aa > a");
        Assert.Equal(["a", "run=2"], Lines(await place.PushedAsync(), "stdout"));
        Assert.Equal(["run=2"], Lines(await place.PushedAsync(), "stdout"));
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task A_failing_command_is_told_with_its_code_and_the_push_stands(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf a > a");
        ClientResult result = await place.PushAsync("--deploy", "echo before; exit 43");
        Assert.Equal(6, result.Exit);
        Assert.Equal((6, 43, 1), (result.Count("exit"), result.Count("deploy_exit"), result.Count("added")));
        Assert.Contains("exit code 43", result.Summary.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("exit code 43", result.Errors, StringComparison.Ordinal);
        Assert.Equal("", place.DifferencesByRsync());
    }

    [Theory]
    [InlineData("root", "python", "", "1000")]
    [InlineData("sudo", "sudo -n env LOCKSTEP_RUN=1 LOCKSTEP_TARGET=TARGET LOCKSTEP_CHANGED=CHANGED LOCKSTEP_GIT_COMMIT=C LOCKSTEP_GIT_BRANCH=B LOCKSTEP_GIT_DIRTY=0 LOCKSTEP_GIT_DESCRIBE=T PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 python3 deploy.py", "sudo", "1000")]
    [InlineData("no sudo asked for", "python3 deploy.py", "sudo", "1000", "--no-sudo")]
    [InlineData("no sudo there", "python3 deploy.py", "", "1000")]
    [InlineData("root needs none", "python3 deploy.py", "sudo", "0")]
    public void By_convention_deploy_py_runs_with_sudo_where_it_is_needed(string name, string expected, string hasSudo, string userId, params string[] options)
    {
        using var place = new Workplace();
        StubPrograms(place, hasSudo.Length > 0, userId);
        Entry script = new(EntryType.File, 0x1a4, 0, 0, ContentHash.Unknown);
        DeployCommand command = DeployCommand.Find(
            DeployStep.Convention with { AllowsSudo = !options.Contains("--no-sudo") }, path => path.ToString() == "deploy.py" ? script : Entry.Absent)!;

        string ran = Shell.Run(
            $"export LOCKSTEP_RUN=1 LOCKSTEP_TARGET=TARGET LOCKSTEP_CHANGED=CHANGED LOCKSTEP_GIT_COMMIT=C LOCKSTEP_GIT_BRANCH=B LOCKSTEP_GIT_DIRTY=0 LOCKSTEP_GIT_DESCRIBE=T PATH={Shell.Quote(place.Environment["PATH"])}; exec sh -c {Shell.Quote(command.Line)}").TrimEnd();

        Assert.True(ran == (expected == "python" ? "python3 deploy.py" : expected), $"{name}: {ran}");
    }

    [Theory]
    [InlineData("an executable deploy.sh", "printf '#!/bin/sh\necho $0 ran' > deploy.sh; chmod 755 deploy.sh", "./deploy.sh ran")]
    [InlineData("a deploy.sh that is not executable", "echo 'echo $0 ran' > deploy.sh", "deploy.sh ran")]
    [InlineData("no deploy script", "printf x > x", null)]
    [InlineData("a deploy.sh that is not sent", "echo 'echo ran' > deploy.sh; echo deploy.sh > .gitignore; echo x > x", null)]
    public async Task By_convention_deploy_sh_runs(string name, string script, string? expected)
    {
        using var place = new Workplace(shared.Server);
        place.InProject(script);
        ClientResult result = await place.PushedAsync();
        Assert.True(Lines(result, "stdout").SequenceEqual(expected is null ? [] : [expected]), $"{name}: {result.Output}");
        Assert.Equal(expected is not null, result.Summary.TryGetProperty("deploy_exit", out _));
    }

    [Fact]
    public async Task A_timeout_ends_the_command()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > f");
        Configure(place, "command = 'echo $$ > pid; sleep 1000 & wait'\ntimeout = '300ms'");
        ClientResult result = await place.PushAsync();
        Assert.Equal(6, result.Exit);
        Assert.Contains("[deploy] timeout", result.Errors, StringComparison.Ordinal);
        await EndedAsync(place);
    }

    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task Ctrl_C_ends_the_command_and_all_it_started(Reach reach)
    {
        using Workplace place = Workplace.For(reach, shared);
        place.InProject("printf x > x");
        using RunningClient client = place.Start(
            "-C", place.Project, "push", place.Address, "--deploy", "echo $$ > pid; sleep 1000 & echo $! >> pid; echo started; wait");
        await client.WaitForLineAsync(line => line == "deploy| started", Cancellation);
        client.Signal("INT");
        ClientResult result = await client.EndAsync(Cancellation);
        Assert.Equal(130, result.Exit);
        Assert.Contains("interrupted", result.Errors, StringComparison.Ordinal);
        await EndedAsync(place);
        await place.PushedAsync();
    }

    [Fact]
    public async Task Output_comes_while_the_command_runs_and_is_marked()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        using RunningClient client = place.Start(
            "-C", place.Project, "push", place.Address, "--deploy", "echo 'first of two'; while [ ! -e go ]; do sleep 0.02; done; echo second; printf rest >&2");
        await client.WaitForLineAsync(line => line == "deploy| first of two", Cancellation);
        place.OnTarget(": > go");
        await client.WaitForLineAsync(line => line == "deploy| second", Cancellation);
        ClientResult result = await client.EndAsync(Cancellation);
        Assert.Equal(0, result.Exit);
        Assert.Contains("deploy| rest\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("always", true, true)]
    [InlineData("changed", true, false)]
    [InlineData("never", false, false)]
    public async Task When_it_runs_is_a_setting(string when, bool first, bool second)
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f");
        Configure(place, $"command = 'echo ran'\nwhen = '{when}'");
        Assert.Equal(first, Lines(await place.PushedAsync(), "stdout").Any());
        Assert.Equal(second, Lines(await place.PushedAsync(), "stdout").Any());
        Assert.Equal(["ran"], Lines(await place.RunAsync("-C", place.Project, "--json", "deploy", place.Address), "stdout"));
        Assert.Empty(Lines(await place.PushedAsync("--no-deploy"), "stdout"));
    }

    [Fact]
    public async Task Deploy_alone_pushes_nothing()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf 1 > f");
        await place.PushedAsync();
        place.InProject("printf 2 > f; printf new > new");
        ClientResult result = await place.RunAsync("-C", place.Project, "--json", "deploy", place.Address, "--deploy", "cat f; echo \" run $LOCKSTEP_RUN\"; ls; exit 3");
        Assert.Equal(6, result.Exit);
        Assert.Equal(["1 run 1", "f"], Lines(result, "stdout"));
        Assert.Equal(3, result.Count("deploy_exit"));
    }

    [Fact]
    public async Task Deploy_without_anything_to_run_is_an_error()
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f");
        await place.PushedAsync();
        ClientResult result = await place.RunAsync("-C", place.Project, "deploy", place.Address);
        Assert.Equal(2, result.Exit);
        Assert.Contains("deploy.py", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_sync_deploys_nothing()
    {
        using var place = new Workplace();
        place.InProject("printf 1 > f");
        await place.PushedAsync();
        place.OnTarget("printf theirs > f");
        place.InProject("printf 2 > f");
        ClientResult result = await place.PushAsync("--deploy", "echo ran");
        Assert.Equal(5, result.Exit);
        Assert.Empty(Lines(result, "stdout"));
    }

    private static void Configure(Workplace place, string deploy) => File.WriteAllText(Path.Combine(place.Project, "lockstep.toml"), $"[deploy]\n{deploy}\n");

    private static IEnumerable<string> Lines(ClientResult result, string stream) =>
        result.EventsOf("output").Where(line => line.GetProperty("stream").GetString() == stream && line.GetProperty("source").GetString() == "deploy")
            .Select(line => line.GetProperty("text").GetString()!);

    /// <summary>Waits until none of the processes in the file <c>pid</c> runs. Those of an agent may end a moment after the client.</summary>
    private static async Task EndedAsync(Workplace place)
    {
        foreach (string pid in await File.ReadAllLinesAsync(Path.Combine(place.Target, "pid"), Cancellation))
        {
            while (Directory.Exists($"/proc/{pid}") && !(await File.ReadAllTextAsync($"/proc/{pid}/stat", Cancellation)).Contains(") Z", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Programs that print how they were called, before all others on the PATH.</summary>
    private static void StubPrograms(Workplace place, bool hasSudo, string userId)
    {
        string programs = Directory.CreateDirectory(Path.Combine(place.Directory, "programs")).FullName;
        Shell.Run($"""
            printf '#!/bin/sh\necho {userId}\n' > id
            printf '#!/bin/sh\necho python3 "$@"\n' > python3
            {(hasSudo ? "printf '#!/bin/sh\\necho sudo \"$@\"\\n' > sudo" : "")}
            for p in sh env; do ln -s $(command -v $p) $p; done
            chmod 755 *
            """, programs);

        // A machine's own sudo would count as one.
        place.Environment["PATH"] = programs;
    }
}
