using System.Text.Json;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>
/// A deploy that is judged, and taken back. The service is the file <c>serves</c> beside the root: the deploy copies the
/// version there, and a version that starts with <c>bad</c> does not serve.
/// </summary>
public sealed class DeployTrialTests : IDisposable
{
    private const string Undo = "on_failure = 'undo'\n";
    private readonly Workplace _place;

    public DeployTrialTests(SharedSshServer shared) => _place = new Workplace(shared.Server);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Service => Path.Combine(_place.TargetParent, "serves");

    private string Check => $"check = '! grep -q bad {Service}'\ncheck_timeout = '300ms'\n";

    private string Usual => $"command = 'cp version {Service}'\n{Check}{Undo}";

    private (string Standing, string Serving) Now => (File.ReadAllText(Path.Combine(_place.Target, "version")), File.ReadAllText(Service));

    [Fact]
    public async Task A_check_that_fails_puts_files_and_service_back_and_they_are_pushed_again_once_right()
    {
        await PushAsync("one");
        ClientResult result = await PushAsync("bad", 6);
        Assert.Equal((2, 3), (result.Count("run"), result.Count("undone")));
        Assert.Contains(
            "did not succeed within 0.3 s (exit code 1); undone: run 3 put the files back to before run 2, and the deploy of before ran again.",
            MessageOf(result),
            StringComparison.Ordinal);
        Assert.Equal(("one", "one"), Now);

        await PushAsync("bad", 6);
        Assert.Equal(("one", "one"), Now);
        await PushAsync("two");
        Assert.Equal(("two", "two"), Now);
        Assert.Equal("", _place.DifferencesByRsync());
    }

    [Fact]
    public async Task Files_stay_where_they_are_to_be_kept()
    {
        await PushAsync("one");
        ClientResult result = await PushAsync("bad", 6, $"command = 'cp version {Service}'\n{Check}");
        Assert.StartsWith("synced, but the check '! grep -q bad", MessageOf(result), StringComparison.Ordinal);
        Assert.Equal(("bad", "bad"), Now);
        Assert.False(result.Summary.TryGetProperty("undone", out _));
        JsonElement last = (await _place.TellAsync("history")).EventsOf("run").First();
        Assert.Equal(1, last.GetProperty("deploy_exit").GetInt32());
    }

    [Fact]
    public async Task A_first_push_that_fails_leaves_an_empty_target()
    {
        ClientResult result = await PushAsync("bad", 6);
        Assert.Contains("put the files back to before run 1, and there was no deploy before", MessageOf(result), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.Target));
    }

    [Fact]
    public async Task A_push_that_changed_nothing_takes_nothing_back()
    {
        await PushAsync("one");
        ClientResult result = await PushAsync("one", 6, $"command = 'true'\ncheck = 'echo down; false'\ncheck_timeout = '100ms'\n{Undo}");
        Assert.Contains("no files were put back: this changed none", result.Errors, StringComparison.Ordinal);
        Assert.Equal(("one", "one"), Now);
        JsonElement output = Assert.Single(result.EventsOf("output"));
        Assert.Equal(("check", "down"), (output.GetProperty("source").GetString(), output.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("if grep -q two version; then exit 3; fi", "the deploy command failed with exit code 3; undone")]
    [InlineData("if grep -q two version; then sleep 60; fi", "the deploy command was ended after 0.5 s, its time limit")]
    [InlineData("if grep -q two version; then echo bad >> version; fi", "the check '! grep -q bad")]
    public async Task A_deploy_command_that_fails_or_changes_pushed_files_is_taken_back_too(string command, string told)
    {
        await PushAsync("one");
        ClientResult result = await PushAsync("two", 6, $"command = '{command}; cp version {Service}'\ntimeout = '500ms'\n{Check}{Undo}");
        Assert.StartsWith(told, MessageOf(result), StringComparison.Ordinal);
        Assert.Equal(("one", "one"), Now);
    }

    [Fact]
    public async Task A_deploy_of_before_that_fails_too_is_told_until_one_works()
    {
        await PushAsync("one");
        ClientResult result = await PushAsync("two", 6, $"command = 'exit 7'\n{Undo}");
        Assert.Contains(
            "but the deploy of before does not work either, look at it there: the deploy command failed with exit code 7",
            MessageOf(result),
            StringComparison.Ordinal);

        Assert.Contains("run 3 put the files back, but their deploy failed", (await PushAsync("one")).Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("run 3", (await PushAsync("one")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_of_on_change_run_before_the_deploy_and_again_when_the_files_are_back()
    {
        string log = Path.Combine(_place.TargetParent, "log");
        string settings = $"command = 'echo deploy >> {log}; cp version {Service}'\n{Check}{Undo}[[on_change]]\npaths = ['version']\nrun = 'echo rule $(cat version) $LOCKSTEP_RUN >> {log}'\n";
        ClientResult preview = await PushAsync("one", settings: settings, options: "--dry-run");
        Assert.StartsWith("echo rule", preview.EventsOf("plan").Single().GetProperty("on_change")[0].GetString(), StringComparison.Ordinal);
        await PushAsync("one", settings: settings);
        await PushAsync("one", settings: settings);
        await PushAsync("bad", 6, settings);
        Assert.Equal(
            ["rule one 1", "deploy", "deploy", "rule bad 2", "deploy", "rule one 3", "deploy"], await File.ReadAllLinesAsync(log, Cancellation));
    }

    [Fact]
    public async Task A_command_of_on_change_that_fails_keeps_the_deploy_from_running_and_without_a_deploy_none_runs()
    {
        const string Rule = "[[on_change]]\npaths = ['version']\nrun = 'exit 9'\n";
        await PushAsync("one");
        ClientResult result = await PushAsync("two", 6, $"command = 'cp version {Service}'\n{Rule}");
        Assert.Equal("synced, but 'exit 9' of [[on_change]] failed with exit code 9.", MessageOf(result));
        Assert.Equal(("two", "one"), Now);
        Assert.False(result.Summary.TryGetProperty("deploy_exit", out _));

        result = await PushAsync("three", settings: Rule, options: "--no-deploy");
        Assert.Contains("'exit 9' of [[on_change]] was not run", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_is_tried_until_it_succeeds()
    {
        string tries = Path.Combine(_place.TargetParent, "tries");
        ClientResult result = await PushAsync(
            "one", settings: $"command = 'true'\ncheck = 'echo x >> {tries}; echo not yet; [ $(wc -l < {tries}) -ge 3 ]'\ncheck_timeout = '1m'\n");
        Assert.Equal(3, (await File.ReadAllLinesAsync(tries, Cancellation)).Length);
        Assert.Empty(result.EventsOf("output"));
    }

    [Fact]
    public async Task The_check_and_the_way_back_may_be_said_for_one_target()
    {
        string settings = $"command = 'cp version {Service}'\n[target.site]\naddress = '{_place.Address}'\n{Check}{Undo}";
        Settle("one", settings);
        Assert.Equal(0, (await _place.RunAsync("-C", _place.Project, "push", "site")).Exit);
        Settle("bad", settings);
        Assert.Equal(6, (await _place.RunAsync("-C", _place.Project, "push", "site")).Exit);
        Assert.Equal(("one", "one"), Now);
    }

    [Fact]
    public async Task With_rolling_the_group_stops_at_the_target_that_was_taken_back()
    {
        string other = Path.Combine(_place.TargetParent, "second");
        string settings = $"""
            command = 'cp version {Service}'
            strategy = 'rolling'
            {Check}{Undo}
            [target.first]
            address = '{_place.Address}'
            [target.second]
            address = '{_place.Address.Replace(_place.Target, other, StringComparison.Ordinal)}'
            [group]
            all = ['first', 'second']
            """;
        Settle("one", settings);
        Assert.Equal(0, (await _place.RunAsync("-C", _place.Project, "push", "all")).Exit);
        Settle("bad", settings);
        ClientResult result = await _place.RunAsync("-C", _place.Project, "--json", "push", "all");
        Assert.Contains("not started because first failed", result.Errors, StringComparison.Ordinal);
        Assert.Equal(("one", "one"), Now);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(other, "version"), Cancellation));
    }

    /// <summary>The deploy kills its own agent: the client has to come back for the rest.</summary>
    [Theory]
    [InlineData("the deploy", "kill -9 $PPID; sleep 60", "true")]
    [InlineData("the check", "true", "kill -9 $PPID; sleep 60")]
    public async Task An_agent_that_is_killed_in_the_middle_leaves_the_old_files_and_the_old_service(string during, string deploy, string check)
    {
        string settings = $"""
            command = 'cp version {Service}; if grep -q two version; then {deploy}; fi'
            check = 'if grep -q two {Service}; then {check}; fi'
            on_failure = 'undo'
            """;
        await PushAsync("one", settings: settings);
        ClientResult result = await PushAsync("two", 6, settings);
        Assert.True(Now == ("one", "one"), $"{during}: {Now} {result.Errors}");
        Assert.Equal(3, result.Count("undone"));
        Assert.Contains("the connection was lost before the deploy had ended; undone: run 3", MessageOf(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_killed_leaves_a_debt_that_the_next_contact_tells_and_the_next_deploy_settles()
    {
        await PushAsync("one");
        Settle("bad", $"command = 'cp version {Service}; echo begun; sleep 1000'\n{Check}{Undo}");
        using (RunningClient client = _place.Start("-C", _place.Project, "push", _place.Address))
        {
            await client.WaitForLineAsync(line => line.EndsWith("begun", StringComparison.Ordinal), Cancellation);
            client.Signal("KILL");
            await client.EndAsync(Cancellation);
        }

        ClientResult status = await _place.SayAsync("status");
        Assert.Contains("the deploy of run 2 failed or was cut off, and the files were not put back: 'lockstep deploy'", status.Errors, StringComparison.Ordinal);

        // A further push does not hide where the way back leads.
        ClientResult pushed = await PushAsync("bad two", 6, options: "--wait=1m");
        Assert.Contains("put the files back to before run 2", MessageOf(pushed), StringComparison.Ordinal);
        Assert.Equal(("one", "one"), Now);
        Assert.DoesNotContain("cut off", (await _place.SayAsync("status")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deploy_alone_tells_of_a_deploy()
    {
        await PushAsync("one");
        Settle("one", "command = 'exit 5'\n");
        ClientResult result = await _place.TellAsync("deploy");
        Assert.Equal((6, "the deploy command failed with exit code 5."), (result.Exit, MessageOf(result)));
    }

    [Fact]
    public async Task Ctrl_C_on_a_deploy_that_ignores_it_says_what_is_waited_for()
    {
        Settle("one", "command = 'trap \"\" INT; echo begun; sleep 4'\n");
        using RunningClient client = _place.Start("-C", _place.Project, "push", _place.Address);
        await client.WaitForLineAsync(line => line.EndsWith("begun", StringComparison.Ordinal), Cancellation);
        client.Signal("INT");
        ClientResult result = await client.EndAsync(Cancellation);
        Assert.Equal(130, result.Exit);
        Assert.Contains("has not ended on Ctrl-C (INT); it gets TERM 5 s after that, and KILL 10 s after.", result.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _place.Dispose();

    private static string MessageOf(ClientResult result) => result.Summary.GetProperty("message").GetString()!;

    private void Settle(string version, string settings)
    {
        string file = Path.Combine(_place.Project, "version");
        if (!File.Exists(file) || File.ReadAllText(file) != version)
        {
            File.WriteAllText(file, version);
        }

        File.WriteAllText(Path.Combine(_place.Project, "lockstep.toml"), $"{(settings.StartsWith('[') ? "" : "[deploy]\n")}{settings}");
    }

    private async Task<ClientResult> PushAsync(string version, int exit = 0, string? settings = null, params string[] options)
    {
        Settle(version, settings ?? Usual);
        ClientResult result = await _place.PushAsync(["--yes", .. options]);
        Assert.True(result.Exit == exit, $"{result.Exit}\n{result.Output}\n{result.Errors}");
        return result;
    }
}
