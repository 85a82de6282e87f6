using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Tests.Cli;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C14: the first push of anything with a deploy.py ran it as root, and nobody was told before. What will run is said in a preview and before it runs, sudo is agreed to once,
/// and a target that could not take everything is not deployed.
/// </summary>
public sealed class UnannouncedDeployTests
{
    private static readonly DeployCommand BySudo = new("sudo make", new DeployCheck(DeployScript.None, SudoUse.Always));

    [Theory]
    [InlineData(DeployWhen.Always, true, "python3 deploy.py")]
    [InlineData(DeployWhen.Changed, true, "python3 deploy.py")]
    [InlineData(DeployWhen.Changed, false, null)]
    [InlineData(DeployWhen.Never, true, null)]
    public async Task A_preview_says_what_would_run(DeployWhen when, bool isFirst, string? told)
    {
        using var scene = new PushScene { IsElsewhere = true };
        scene.Project.Write(RelativePath.Parse("deploy.py"), "print()"u8);
        if (!isFirst)
        {
            await scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        }

        var observer = new RecordingObserver();
        DeployStep step = DeployStep.Convention with { AllowsSudo = false, When = when };
        await scene.PushAsync(PushScene.Agreed with { Deploy = step, IsDryRun = true }, observer, TestContext.Current.CancellationToken);
        Assert.Equal(told, observer.Plan!.Deploy);
    }

    [Fact]
    public void A_preview_shows_it_behind_the_changes()
    {
        var fixture = new ViewFixture();
        var view = new LineView(fixture.Output, "prod", isOneOfSeveral: false, new RunViewOptions(Verbosity.Normal, IsDryRun: true, Paths: []));
        view.Planned(new RunPreview(ViewFixture.OneOfEach, Unchanged: 0, ContentBytes: 0) { Deploy = "sudo -n python3 deploy.py" });
        Assert.Equal("deploy: sudo -n python3 deploy.py", fixture.ResultLines[^1]);
    }

    [Fact]
    public async Task Sudo_is_asked_for_once_and_a_changed_command_again()
    {
        using var place = new TemporaryDirectory();
        var asked = new List<string>();
        await AskAsync(place, asked, BySudo, "y");
        Assert.Contains("sudo make", asked[0], StringComparison.Ordinal);
        int once = asked.Count;
        await AskAsync(place, asked, BySudo, answer: "never asked");
        Assert.Equal(once, asked.Count);
        await AskAsync(place, asked, BySudo with { Line = "sudo rm -r /" }, "yes");
        Assert.True(asked.Count > once);
    }

    [Fact]
    public async Task A_line_of_on_change_that_takes_roots_rights_is_asked_about_too()
    {
        using var place = new TemporaryDirectory();
        var asked = new List<string>();
        var consent = new SudoConsent(place["sudo"], asked.Add, _ => Task.FromResult<string?>("n"), isAgreed: false);
        SyncException refused = await Assert.ThrowsAsync<SyncException>(
            () => consent.AskAsync([Target], ["make", "sudo -n sh hook.sh"], TestContext.Current.CancellationToken));
        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("sudo -n sh hook.sh", asked[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Whoever_does_not_agree_has_nothing_done(string? answer)
    {
        using var place = new TemporaryDirectory();
        SyncException refused = await Assert.ThrowsAsync<SyncException>(() => AskAsync(place, [], BySudo, answer));
        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("--no-deploy", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place["sudo"]));
    }

    [Fact]
    public async Task Yes_agrees_and_nobody_is_asked_where_nobody_is_there_or_sudo_is_not_used()
    {
        using var place = new TemporaryDirectory();
        var asked = new List<string>();
        await new SudoConsent(place["sudo"], asked.Add, answer: null, isAgreed: false).AskAsync([Target], _ => DeployStep.Convention, _ => BySudo, CancellationToken.None);
        Assert.False(Directory.Exists(place["sudo"]));
        await AskAsync(place, asked, new DeployCommand("make", new DeployCheck(DeployScript.None, SudoUse.Never)), "never asked");
        await new SudoConsent(place["sudo"], asked.Add, answer: null, isAgreed: true).AskAsync([Target], _ => DeployStep.Convention, _ => BySudo, CancellationToken.None);
        Assert.Empty(asked);
        Assert.Single(Directory.EnumerateFiles(place["sudo"]));
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(1, true, false)]
    [InlineData(0, false, false)]
    public void A_target_that_could_not_take_everything_is_not_deployed(int problems, bool anyway, bool isHeld)
    {
        var summary = new RunSummary { Target = "prod", Problems = 2, TargetProblems = problems };
        Assert.Equal(isHeld, (DeployStep.Convention with { RunsAnyway = anyway }).FindObstacle(summary)?.Contains("--deploy-anyway", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void A_problem_says_on_which_side_it_is()
    {
        var fixture = new ViewFixture();
        var view = new LineView(fixture.Output, "prod", isOneOfSeveral: false, new RunViewOptions(Verbosity.Normal, IsDryRun: false, Paths: []));
        view.ProblemFound(new Problem(RelativePath.Parse("a"), "permission denied"));
        view.ProblemFound(new Problem(RelativePath.Parse("b"), "permission denied") { IsOnTarget = true });
        Assert.Equal("x a here: permission denied\nx b on prod: permission denied\n", fixture.Remarks);
    }

    private static ResolvedTarget Target { get; } = new(new PushTarget("prod", AddressKind.Local, "/srv/app"u8.ToArray()), Deploy: null);

    private static Task AskAsync(TemporaryDirectory place, List<string> asked, DeployCommand command, string? answer) =>
        new SudoConsent(place["sudo"], asked.Add, _ => Task.FromResult<string?>(answer), isAgreed: false).AskAsync([Target], _ => DeployStep.Convention, _ => command, CancellationToken.None);
}
