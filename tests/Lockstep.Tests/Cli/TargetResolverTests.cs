using System.Text;
using Lockstep.Cli.Settings;
using Lockstep.Sessions;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class TargetResolverTests
{
    private const string Two = "[target.prod]\naddress='u@ec2:srv/shop'\nidentity='/k'\ndeploy='restart'\n[target.gpu]\naddress='gpu:'\n[group]\nall=['prod','gpu']\n";

    [Theory]
    [InlineData(Two, "prod", "prod=srv/shop")]
    [InlineData(Two, "gpu", "gpu=projects/shop")]
    [InlineData("projects_dir='/srv/'\n" + Two, "gpu", "gpu=/srv/shop")]
    [InlineData(Two, "all", "prod=srv/shop gpu=projects/shop")]
    [InlineData(Two, "gpu all gpu", "gpu=projects/shop prod=srv/shop")]
    [InlineData(Two, "me@box: ./x /abs/y/", "me@box:=projects/shop ./x=/cwd/x /abs/y/=/abs/y")]
    [InlineData("default_target='gpu'\n" + Two, "", "gpu=projects/shop")]
    [InlineData("default_target='all'\n" + Two, "", "prod=srv/shop gpu=projects/shop")]
    [InlineData("[target.only]\naddress='h:p'", "", "only=p")]
    public void Words_become_targets(string settings, string words, string targets) =>
        Assert.Equal(targets, string.Join(' ', Resolve(settings, words).Select(target => $"{target.Push.Name}={Encoding.UTF8.GetString(target.Push.Root.Span)}")));

    [Theory]
    [InlineData(Two, "prdo", "unknown target 'prdo'; did you mean 'prod'? There is prod, gpu, all. A host is written 'prdo:', a directory './prdo'")]
    [InlineData(Two, "elsewhere", "unknown target 'elsewhere'. There is prod, gpu, all. A host is written 'elsewhere:', a directory './elsewhere'")]
    [InlineData("", "prod", "unknown target 'prod'. None is configured. A host is written 'prod:', a directory './prod'")]
    [InlineData("", "", "no target given, and none is configured. Name one, such as user@host:path, or run 'lockstep init'")]
    [InlineData(Two, "", "no target given, and no default among prod, gpu. Name one, or set default_target in lockstep.toml")]
    [InlineData("", "-h:p", "target '-h:p' has the host '-h', which starts with '-' or holds white space")]
    public void What_is_no_target_is_told_why(string settings, string words, string message)
    {
        SyncException failure = Assert.ThrowsAny<SyncException>(() => Resolve(settings, words));

        Assert.Equal((ExitCode.Usage, message), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void The_environments_target_comes_before_the_configured_default() =>
        Assert.Equal("prod", Resolve("default_target='gpu'\n" + Two, "", environmentTarget: "prod")[0].Push.Name);

    [Theory]
    [InlineData("", null, "ssh")]
    [InlineData("[connection]\nssh='ssh -4'\n", null, "ssh -4")]
    [InlineData("[connection]\nssh='ssh -4'\n", "ssh -F x", "ssh -F x")]
    public void The_ssh_command_is_the_environments_then_the_settings(string settings, string? environmentSsh, string command) =>
        Assert.Equal(
            new SshDestination("u", "ec2", null, "/k", command, null),
            Resolve(settings + Two, "prod", environmentSsh: environmentSsh)[0].Push.Ssh);

    [Fact]
    public void A_target_has_its_own_deploy_command() => Assert.Equal("restart", Resolve(Two, "prod")[0].Deploy);

    private static IReadOnlyList<ResolvedTarget> Resolve(string settings, string words, string? environmentTarget = null, string? environmentSsh = null)
    {
        Configuration configuration = SettingsFile.Parse(settings, "lockstep.toml", "/project", "/home/ada", isProjects: true);
        var environment = new UserEnvironment { CurrentDirectory = "/cwd", Home = "/home/ada", Target = environmentTarget, Ssh = environmentSsh };
        return new TargetResolver(configuration, environment, "shop").Resolve(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
