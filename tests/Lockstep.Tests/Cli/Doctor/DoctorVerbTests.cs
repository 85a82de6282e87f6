using System.Text.Json;
using Lockstep.Sessions;
using Lockstep.Sessions.Diagnosing;
using Lockstep.Sessions.Pushing;
using Xunit;

namespace Lockstep.Tests.Cli.Doctor;

/// <summary>What <c>doctor</c> shows, and what it leaves with.</summary>
public sealed class DoctorVerbTests : CommandLineScene
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_a_push_would_work_it_leaves_with_0_and_has_pushed_nothing()
    {
        Assert.Equal(0, await RunAsync("doctor /elsewhere"));
        Assert.Contains("a push would work", Fixture.Results, StringComparison.Ordinal);
        PushOptions options = Assert.Single(Calls).Options;
        Assert.Equal((true, null), (options.IsDryRun, options.Deploy));
    }

    [Fact]
    public async Task Without_a_target_the_project_is_checked_and_the_code_is_that_of_a_push()
    {
        Assert.Equal(2, await RunAsync("doctor"));
        Assert.Contains("FAIL  target", Fixture.Results, StringComparison.Ordinal);
        Assert.Contains("ok    settings", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_are_wrong_are_a_check_that_fails()
    {
        await WriteSettingsAsync("[project]\nhiden = true\n");
        Assert.Equal(2, await RunAsync("doctor"));
        Assert.Contains("lockstep.toml:2:1: unknown key 'hiden'", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_that_would_fail_gives_its_code_and_its_remedy()
    {
        Outcome = target => new RunSummary { Target = target.Name, Exit = ExitCode.Refused, Message = "refused: no. Do this." };
        Assert.Equal(5, await RunAsync("doctor /elsewhere"));
        Assert.Contains("FAIL  push          refused: no\n  fix                 Do this.\n", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_trusted_is_told_with_the_command_that_trusts_it()
    {
        Home = Project.FullName;
        await WriteSettingsAsync("[target.t]\naddress = '/elsewhere'\n");
        Assert.Equal(5, await RunAsync("doctor t"));
        Assert.Contains("lockstep trust ", Fixture.Results, StringComparison.Ordinal);
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task Checks_not_made_for_one_reason_are_one_line()
    {
        Host = new HostAnswer(HostReach.NoShell) { Message = "no shell. Try it." };
        Assert.Equal(0, await RunAsync("doctor /elsewhere -q"));
        Assert.Equal("", Fixture.Results);
        await RunAsync("doctor /elsewhere");
        Assert.Contains("not checked: the host's shell did not answer: shell, platform,", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_each_check_and_a_summary_last()
    {
        await RunAsync("doctor /elsewhere --json");
        JsonElement[] events = [.. Fixture.ResultLines.Select(line => JsonElement.Parse(line))];
        Assert.All(events[..^1], check => Assert.Equal("check", check.GetProperty("event").GetString()));
        Assert.Equal("settings", events[0].GetProperty("check").GetString());
        Assert.Equal(("summary", 0), (events[^1].GetProperty("event").GetString(), events[^1].GetProperty("exit").GetInt32()));
        Assert.Equal(events.Length - 1, new[] { "ok", "warning", "failed", "not_checked" }.Sum(name => events[^1].GetProperty(name).GetInt32()));
    }

    [Fact]
    public async Task A_report_is_written_once_and_masked_on_request()
    {
        Assert.Equal(0, await RunAsync("doctor /elsewhere --report r.md --mask"));
        string report = await File.ReadAllTextAsync(Path.Join(Project.FullName, "r.md"), Cancellation);
        Assert.Contains("## TARGET", report, StringComparison.Ordinal);
        Assert.DoesNotContain(Project.Name, report, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", report, StringComparison.Ordinal);
        Assert.Equal(2, await RunAsync("doctor /elsewhere --report r.md"));
        Assert.Contains("is there already", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Equal(2, await RunAsync("doctor /elsewhere --mask"));
    }
}
