using System.Text;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Deploying;

public sealed class DeployCommandTests
{
    private const ushort Plain = 0x1a4;
    private const ushort Executable = 0x1ed;

    [Theory]
    [InlineData("", null)]
    [InlineData("deploy.sh", "exec sh deploy.sh")]
    [InlineData("deploy.sh*", "exec ./deploy.sh")]
    [InlineData("deploy.sh/", null)]
    [InlineData("deploy.py/ deploy.sh", "exec sh deploy.sh")]
    [InlineData("deploy.py deploy.sh*", "export PYTHONDONTWRITEBYTECODE=1; exec python3 deploy.py")]
    public void The_convention_runs_what_the_project_sends(string sent, string? line) =>
        Assert.Equal(line, DeployCommand.Find(DeployStep.Convention with { AllowsSudo = false }, FindIn(sent))?.Line);

    [Fact]
    public void With_sudo_the_variables_come_through()
    {
        string? line = DeployCommand.Find(DeployStep.Convention, FindIn("deploy.py"))?.Line;

        Assert.Contains("sudo -n env", line);
        Assert.All(["LOCKSTEP_RUN", "LOCKSTEP_TARGET", "LOCKSTEP_CHANGED"], name => Assert.Contains($"\"{name}=${name}\"", line));
        Assert.Contains("PYTHONDONTWRITEBYTECODE=1 python3 deploy.py; else", line);
        Assert.EndsWith("exec python3 deploy.py; fi", line);
    }

    [Fact]
    public void A_configured_command_comes_before_the_convention_and_is_not_touched()
    {
        const string Command = "make \"it so\" && echo '$HOME'";
        Assert.Equal(Command, DeployCommand.Find(DeployStep.Convention with { Command = Command }, FindIn("deploy.py deploy.sh*"))?.Line);
    }

    [Fact]
    public void The_request_has_the_line_as_one_argument_and_the_run_in_its_environment()
    {
        DeployStep step = DeployStep.Convention with { Command = "echo 'a b'", Timeout = TimeSpan.FromMinutes(1) };
        CommandRequest request = DeployCommand.Find(step, FindIn(""))!.Request(
            step, new RunVariables("prod", 12, Source, "v1"), [RelativePath.Parse("a")]);

        Assert.Equal(["sh", "-c", "echo 'a b'"], request.Arguments.Select(argument => Encoding.UTF8.GetString(argument.Span)));
        Assert.Equal(
            [
                new("LOCKSTEP_RUN", "12"), new("LOCKSTEP_TARGET", "prod"), new("LOCKSTEP_GIT_COMMIT", "c0ffee"), new("LOCKSTEP_GIT_BRANCH", "main"),
                new("LOCKSTEP_GIT_DIRTY", "0"), new("LOCKSTEP_GIT_DESCRIBE", "v1"), new("PYTHONUNBUFFERED", "1"),
            ],
            request.Environment);
        Assert.Equal([RelativePath.Parse("a")], request.Changed);
        Assert.Equal(TimeSpan.FromMinutes(1), request.Timeout);
    }

    [Fact]
    public void Outside_git_the_variables_of_git_are_empty() =>
        Assert.All(
            new RunVariables("prod", 12, new RunSource("dir:1", "~/a"), "").All.Where(variable => variable.Key.Contains("GIT", StringComparison.Ordinal)),
            variable => Assert.Equal("", variable.Value));

    private static RunSource Source => new("git:1", "~/a") { Commit = "c0ffee", Branch = "main", IsClean = true };

    [Theory]
    [InlineData("sudo systemctl restart shop", SudoUse.Always)]
    [InlineData("cd x && /usr/bin/sudo make", SudoUse.Always)]
    [InlineData("doas sh deploy", SudoUse.Always)]
    [InlineData("s\\udo -n sh hook.sh", SudoUse.Always)]
    [InlineData("su''do make; \"sudo\" x", SudoUse.Always)]
    [InlineData("systemctl --user restart shop", SudoUse.Never)]
    [InlineData("echo pseudo sudoku", SudoUse.Never)]
    public void A_configured_command_takes_roots_rights_where_it_names_a_program_that_gives_them(string line, SudoUse sudo) =>
        Assert.Equal(new DeployCheck(DeployScript.None, sudo), DeployCommand.Find(DeployStep.Convention with { Command = line }, FindIn("deploy.py"))!.Check);

    [Theory]
    [InlineData(false, false, "python3 deploy.py")]
    [InlineData(false, true, "sudo -n python3 deploy.py")]
    [InlineData(true, true, "python3 deploy.py")]
    public void What_will_run_is_told_as_it_will_be_on_that_target(bool isRoot, bool hasSudo, string told)
    {
        var target = new TargetState(SnapshotDigest.None, Baseline: null, [], LastRun: 0, HasUnmanaged: false, HasStaged: false, []) { LoginIsRoot = isRoot, HasSudo = hasSudo };
        Assert.Equal(told, DeployCommand.Find(DeployStep.Convention, FindIn("deploy.py"))!.Describe(target));
    }

    /// <summary>A project that sends some names: <c>*</c> marks an executable, <c>/</c> a directory.</summary>
    private static Func<RelativePath, Entry> FindIn(string sent) => path =>
    {
        string? found = sent.Split(' ').FirstOrDefault(name => name.TrimEnd('*', '/') == path.ToString());
        return found is null ? Entry.Absent : found[^1] switch
        {
            '/' => new Entry(EntryType.Directory, Executable, 0, 0, ContentHash.Unknown),
            '*' => new Entry(EntryType.File, Executable, 1, 0, ContentHash.Unknown),
            _ => new Entry(EntryType.File, Plain, 1, 0, ContentHash.Unknown),
        };
    };
}
