using Lockstep.Cli.Doctor;
using Lockstep.Sessions.Diagnosing;
using Xunit;

namespace Lockstep.Tests.Cli.Doctor;

/// <summary>What is made of a host's facts: each check with the fact that fails it, and the remedy.</summary>
public sealed class HostChecksTests
{
    private static readonly (string Name, string Value)[] Sound =
    [
        ("start", ""), ("system", "Linux x86_64"), ("login", "ann 1000"), ("home", "/home/ann"), ("shell", "/bin/bash"), ("locale", "C.UTF-8"),
        ("charmap", "UTF-8"), ("rsync", "/usr/bin/rsync"), ("rsync-version", "rsync  version 3.2.7  protocol version 31"), ("sudo", "yes"),
        ("root", "directory /home/ann/app"), ("root-open", "yes"), ("base", "/home/ann/app"), ("base-open", "yes"), ("parent-open", "yes"),
        ("space", "/dev/sda1 100000000 1 90000000 1% /"), ("inodes", "/dev/sda1 1000000 1 900000 1% /"), ("case", "kept"), ("unicode", "kept"),
        ("agent", "possible /home/ann/.cache/lockstep"), ("end", ""),
    ];

    [Fact]
    public void A_sound_host_fails_nothing()
    {
        IReadOnlyList<Check> checks = Of(Sound);
        Assert.All(checks, check => Assert.Equal(Verdict.Ok, check.Verdict));
        Assert.Equal(CheckNames.OfHost, checks.Select(check => check.Name));
    }

    [Theory]
    [InlineData("platform", "system=Plan9 vax", "Failed", "there is no agent", "x86_64")]
    [InlineData("agent", "agent=no-programs /home/ann/.cache/lockstep", "Failed", "/home/ann/.cache/lockstep (no-programs)", "agent_dir = ")]
    [InlineData("root", "root=file /srv/x", "Failed", "/srv/x is no directory", "On box: mv /srv/x /srv/x.old")]
    [InlineData("root", "root-open=;root-owner=drwxr-xr-x 2 root root 4096 Dec 1 10:00 /home/ann/app", "Failed", "belongs to root, and ann", "On box: sudo chown -R ann /home/ann/app")]
    [InlineData("root", "root=missing /srv/my app;base=/srv;base-open=;base-owner=drwxr-xr-x 2 root", "Failed", "/srv belongs to root", "On box: sudo mkdir -p '/srv/my app' && sudo chown ann '/srv/my app'")]
    [InlineData("space", "space=/dev/sda1 100 100 1 100% /", "Failed", "1.0 KB free on /, and this push sends 5.0 MB", "Make room on box")]
    [InlineData("space", "space=/dev/sda1 100 100 20000 99% /", "Warning", "20 MB free on /", "Make room on box")]
    [InlineData("inodes", "inodes=/dev/sda1 100 100 3 100% /mnt/a b", "Failed", "3 more files fit on /mnt/a b, and this push makes 10", "du --inodes -xS '/mnt/a b'")]
    [InlineData("sudo", "sudo=no sudo: a password is required", "Failed", "a password is required; the deploy runs: sudo -n python3 deploy.py", "echo 'ann ALL=(ALL) NOPASSWD: ALL'")]
    [InlineData("sudo", "sudo=none", "Failed", "none there", "[deploy]")]
    [InlineData("names there", "case=folds", "Warning", "upper and lower case are one name", "rename one of each pair")]
    [InlineData("names there", "unicode=folds", "Warning", "Unicode forms are one name", "rename one of each pair")]
    [InlineData("locale there", "locale=;charmap=ANSI_X3.4-1968", "Warning", "none set", "LANG=C.UTF-8")]
    public void A_fact_fails_its_check_with_a_remedy(string name, string changes, string verdict, string text, string remedy)
    {
        Check check = Assert.Single(Of(With(changes)), check => check.Name == name);
        Assert.Equal(verdict, check.Verdict.ToString());
        Assert.Contains(text, check.Text, StringComparison.Ordinal);
        Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
        Assert.Equal(check.Verdict == Verdict.Failed, check.Exit != ExitCode.Done);
    }

    [Theory]
    [InlineData(90, "Warning", "90 s ahead of")]
    [InlineData(-3600, "Warning", "3,600 s behind")]
    [InlineData(2, "Ok", "the same as here")]
    public void A_clock_that_is_wrong_is_told(int seconds, string verdict, string text)
    {
        HostAnswer answer = new HostAnswer(HostReach.Answered) { Facts = Sound, ClockAhead = TimeSpan.FromSeconds(seconds) };
        Check check = Assert.Single(new HostChecks(answer, new HostSubject("box")).All(), check => check.Name == "clock");
        Assert.Equal(verdict, check.Verdict.ToString());
        Assert.Contains(text, check.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_of_the_login_is_a_warning()
    {
        HostAnswer answer = new HostAnswer(HostReach.Answered) { Facts = Sound, Noise = "Welcome!" };
        Check check = new HostChecks(answer, new HostSubject("box")).All()[0];
        Assert.Equal((Verdict.Warning, true), (check.Verdict, check.Text.Contains("\"Welcome!\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Why_a_directory_before_the_agents_one_is_passed_over_is_told()
    {
        Check check = Assert.Single(Of([.. Sound.Where(fact => fact.Name != "agent"), ("agent", "no-programs /opt/x/lockstep"), ("agent", "present /var/tmp/lockstep-1")]), check => check.Name == "agent");
        Assert.Equal("in /var/tmp/lockstep-1; passed over: /opt/x/lockstep (no-programs)", check.Text);
    }

    [Theory]
    [InlineData(HostReach.Unreachable, "reach")]
    [InlineData(HostReach.HostKeyRefused, "reach")]
    [InlineData(HostReach.SshMisconfigured, "reach")]
    [InlineData(HostReach.LoginRefused, "login")]
    [InlineData(HostReach.NoShell, "login")]
    public void Where_nothing_was_told_one_check_says_why_and_the_others_say_that_they_were_not_made(HostReach reach, string failing)
    {
        var host = new HostChecks(new HostAnswer(reach) { Message = "cannot connect to box: no. Try this." }, new HostSubject("box"));
        Check failed = Assert.Single((Check[])[host.Reach(), host.Login()], check => check.Verdict == Verdict.Failed);
        Assert.Equal((failing, ExitCode.NoConnection, "cannot connect to box: no", "Try this."), (failed.Name, failed.Exit, failed.Text, failed.Remedy));
        Assert.All(host.All(), check => Assert.Equal(Verdict.NotChecked, check.Verdict));
    }

    private static IReadOnlyList<Check> Of(IReadOnlyList<(string, string)> facts) => new HostChecks(
        new HostAnswer(HostReach.Answered) { Facts = facts, ClockAhead = TimeSpan.Zero },
        new HostSubject("box", "sudo -n python3 deploy.py", ContentBytes: 5_000_000, NewEntries: 10)).All();

    private static (string Name, string Value)[] With(string changes)
    {
        Dictionary<string, string> changed = changes.Split(';').Select(change => change.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return [.. Sound.Where(fact => !changed.ContainsKey(fact.Name)), .. changed.Where(pair => !(pair.Key.EndsWith("-open", StringComparison.Ordinal) && pair.Value.Length == 0)).Select(pair => (pair.Key, pair.Value))];
    }
}
