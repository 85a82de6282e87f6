using Lockstep.Cli.Settings;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Reacting;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class SettingsFileTests
{
    private const string Example = """
        [project]
        name     = "shop"                 # default: the directory's name
        exclude  = ["*.log", "/data/"]    # gitignore syntax
        include  = [".env.production"]    # wins over every ignore rule
        hidden   = false                  # dotfiles stay here unless included
        [deploy]
        command  = "sudo python3 deploy.py"
        when     = "always"               # always | changed | never
        timeout  = "10m"
        [[on_change]]
        paths    = ["requirements.txt"]
        run      = "pip install -r requirements.txt"
        timeout  = "2m"
        [target.prod]
        address  = "ubuntu@ec2-box:projects/shop"
        identity = "~/.ssh/ec2.pem"        # as ssh -i; everything else belongs in ~/.ssh/config
        [target.gpu]
        address  = "gpu-1:work/shop"
        deploy   = "systemctl --user restart shop"
        [group]
        all      = ["prod", "gpu"]
        """;

    [Fact]
    public void The_documented_example_is_read_whole()
    {
        Configuration settings = Parse(Example);

        Assert.Equal("shop", settings.Project.Name);
        Assert.Equal(["*.log", "/data/"], settings.Project.Exclude!);
        Assert.Equal([".env.production"], settings.Project.Include!);
        Assert.False(settings.Project.Hidden);
        Assert.Equal(new DeploySettings("sudo python3 deploy.py", DeployWhen.Always, TimeSpan.FromMinutes(10)), settings.Deploy);
        ChangeRule rule = Assert.Single(settings.OnChange);
        Assert.True(rule.Paths.Matches("requirements.txt"u8));
        Assert.Equal(("pip install -r requirements.txt", TimeSpan.FromMinutes(2)), (rule.Command, rule.Timeout));
        Assert.Equal(new TargetAddress(AddressKind.Ssh, "ubuntu", "ec2-box", null, "projects/shop"), settings.Targets["prod"].Address);
        Assert.Equal("/home/ada/.ssh/ec2.pem", settings.Targets["prod"].Identity);
        Assert.Equal("systemctl --user restart shop", settings.Targets["gpu"].Deploy);
        Assert.Equal(["prod", "gpu"], settings.Groups["all"]);
    }

    [Fact]
    public void The_other_documented_keys_are_read()
    {
        Configuration settings = Parse("""
            default_target = "prod"
            projects_dir = "srv/"
            color = "never"
            [project]
            disposable = ["*.o"]
            preserve = []
            [deploy]
            sudo = false
            [connection]
            ssh = "ssh -F './my config'"
            agent_dir = "/opt/cache"
            [history]
            max_age = "2w"
            max_size = "512MiB"
            [watch]
            on_busy = "queue"
            """);

        Assert.Equal(("prod", "srv", ColorMode.Never), (settings.DefaultTarget, settings.ProjectsDirectory, settings.Color));
        Assert.Equal(["*.o"], settings.Project.Disposable!);
        Assert.False(settings.Deploy.Sudo);
        Assert.Equal(new ConnectionSettings("ssh -F './my config'", "/opt/cache", SshIsProjects: true), settings.Connection);
        Assert.Equal(new HistorySettings(14, 512L << 20), settings.History);
        Assert.Equal(OnBusy.Queue, settings.OnBusy);
    }

    [Theory]
    [InlineData("target.a = { address = \"h:p\" }")]
    [InlineData("target.a.address = \"h:p\"")]
    [InlineData("[target]\na.address = \"h:p\"")]
    [InlineData("[target.a]\naddress = 'h:p'")]
    [InlineData("[target.\"a\"]\n\"address\" = \"\"\"h:p\"\"\"")]
    public void A_table_may_be_written_in_every_way_of_toml(string text) =>
        Assert.Equal(new TargetAddress(AddressKind.Ssh, null, "h", null, "p"), Parse(text).Targets["a"].Address);

    [Theory]
    [InlineData("\"a = \"b\"\n\\", "1:1: has a character somewhere that no TOML file has")]
    [InlineData("colour = 'red'", "1:1: unknown key 'colour' in a project's settings; did you mean 'color'?")]
    [InlineData("[project]\nexlude = []", "2:1: unknown key 'exlude' in [project]; did you mean 'exclude'?")]
    [InlineData("[deploy]\nzzz = 1", "2:1: unknown key 'zzz' in [deploy]; known keys: command, when, timeout, sudo, strategy, check, check_timeout, on_failure")]
    [InlineData("[projct]", "1:2: unknown key 'projct' in a project's settings; did you mean 'project'?")]
    [InlineData("[project]\n  include = \"x\"", "2:13: 'include' must be a list of texts, not a text")]
    [InlineData("[project]\nexclude = [\"a\",\n  7]", "3:3: 'exclude' must hold texts only, not a number")]
    [InlineData("[project]\nexclude = [\"\"]", "2:12: 'exclude' must not hold an empty text")]
    [InlineData("[project]\nhidden = \"yes\"", "2:10: 'hidden' must be true or false, not a text")]
    [InlineData("[project]\nname = 2026-01-01", "2:8: 'name' must be a text in quotes, not a date or time")]
    [InlineData("[project]\nname = \"a/b\"", "2:8: 'name' must not contain '/'")]
    [InlineData("[project]\nname = \"..\"", "2:8: 'name' must be a name")]
    [InlineData("project = 3", "1:11: 'project' must be a table, not a number")]
    [InlineData("[project]\npreserve = [\"owner\"]", "2:13: 'preserve' asks for 'owner', which this version cannot preserve yet; leave it out")]
    [InlineData("[project]\npreserve = [\"ownr\"]", "2:13: 'preserve' does not know 'ownr'; did you mean 'owner'?")]
    [InlineData("[deploy]\nwhen = \"alway\"", "2:8: 'when' must be always, changed or never, not 'alway'; did you mean 'always'?")]
    [InlineData("[deploy]\nstrategy = \"roling\"", "2:12: 'strategy' must be parallel or rolling, not 'roling'; did you mean 'rolling'?")]
    [InlineData("[deploy]\ntimeout = \"10\"", "2:11: 'timeout' must be a time such as \"90s\", \"10m\", \"1h30m\" or \"14d\", not '10'")]
    [InlineData("[deploy]\ntimeout = 10", "2:11: 'timeout' must be a text in quotes, such as \"10m\", not a number")]
    [InlineData("[[on_change]]\npaths = [\"x\"]", "1:3: [[on_change]] needs both 'paths' and 'run'")]
    [InlineData("[[on_change]]\nrun = \"x\"", "1:3: [[on_change]] needs both 'paths' and 'run'")]
    [InlineData("[[on_change]]\npaths = []\nrun = \"x\"", "1:3: [[on_change]] needs both 'paths' and 'run'")]
    [InlineData("[[on_change]]\npaths = [\"a\"]\nrun = \"x\"\ntimout = \"1m\"", "4:1: unknown key 'timout' in [[on_change]]; did you mean 'timeout'?")]
    [InlineData("[[on_change]]\npaths = [\"a\"]\nrun = \"x\"\ntimeout = \"1\"", "4:11: 'timeout' must be a time such as \"90s\", \"10m\", \"1h30m\" or \"14d\", not '1'")]
    [InlineData("[[on_change]]\npaths = [\"a\",\n  \"b[\"]\nrun = \"x\"", "3:3: 'paths' has the pattern 'b[': '[' has no closing ']'; for the character itself write '\\['")]
    [InlineData("[[on_change]]\npaths = \"a\"\nrun = \"x\"", "1:3: [[on_change]] needs both 'paths' and 'run'")]
    [InlineData("on_change = 1", "1:13: 'on_change' must be written as [[on_change]]")]
    [InlineData("[target.a]", "1:9: target 'a' has no 'address'")]
    [InlineData("[target.a]\naddress = \"h:p\"\nfrom = \"../x\"", "3:8: 'from' must be a directory in the project, written from the project's directory such as \"dist\"")]
    [InlineData("[target.a]\naddress = \"h:p\"\nfrom = \"/srv\"", "3:8: 'from' must be a directory in the project, written from the project's directory such as \"dist\"")]
    [InlineData("[target.a]\naddress = \"h:p\"\nfrom = \"~/x\"", "3:8: 'from' must be a directory in the project, written from the project's directory such as \"dist\"")]
    [InlineData("[target.a]\naddress = \"h:p\"\nfrom = \"./\"", "3:8: 'from' must name a directory in the project, such as \"dist\"")]
    [InlineData("target.a = 1", "1:12: 'a' must be a table, not a number")]
    [InlineData("[target.a]\naddress = \"box\"", "2:11: 'address' is no address: write 'box:' for the host, './box' for the directory")]
    [InlineData("[target.a]\naddress = \"h:p\"\nadress = \"h:p\"", "3:1: unknown key 'adress' in [target.a]; did you mean 'address'?")]
    [InlineData("[target.\"a:b\"]\naddress = \"h:\"", "1:9: a target cannot be named 'a:b': a name has letters (a to z), digits, '_', '.' and '-' only, and starts with a letter, a digit or '_'")]
    [InlineData("[target.a]\naddress = \"h:\"\n[group]\nall = [\"b\"]", "4:8: group 'all' holds 'b', which is no target of this file; did you mean 'a'?")]
    [InlineData("[target.a]\naddress = \"h:\"\n[group]\na = [\"a\"]", "4:1: group 'a' has the name of a target")]
    [InlineData("[history]\nmax_age = \"36h\"", "2:11: 'max_age' must be a whole number of days")]
    [InlineData("[history]\nmax_size = \"1\"", "2:12: 'max_size' must be a size such as \"512KiB\", \"10MB\" or \"1GiB\", not '1'")]
    [InlineData("[watch]\non_busy = \"wait\"", "2:11: 'on_busy' must be restart, queue or skip, not 'wait'")]
    [InlineData("[connection]\nssh = \"\"", "2:7: 'ssh' must not be empty")]
    [InlineData("[connection]\nssh = \"  \"", "2:7: 'ssh' must not be blank")]
    [InlineData("[connection]\nagent_dir = \"x\"", "2:13: 'agent_dir' must start with / or ~/")]
    [InlineData("[project]\nname = \"a\nhidden = true", "2:10: the quote at the end of the text is missing")]
    [InlineData("[project]\nhidden = yes", "2:10: 'yes' is no value: write true or false")]
    [InlineData("[project]\nname = shop", "2:8: 'shop' is no value: a text stands in quotes, such as \"shop\"")]
    [InlineData("[project\nname = \"a\"", "1:9: ']' is missing, or one too many")]
    [InlineData("[project]\nname \"a\"", "2:6: '=' is missing after the key")]
    [InlineData("[project]\nname =\n", "2:7: a value is missing")]
    [InlineData("[deploy]\ntimeout = 10m", "2:13: 'm' is too much on this line: a text stands in quotes")]
    [InlineData("[project]\nexclude = [\"a\" \"b\"]", "2:16: ',' is missing between two values of the list")]
    [InlineData("[target.a]\naddress = \"x\\q:\"", "2:14: '\\q' means nothing in a text: write '\\\\' for a backslash, or use single quotes")]
    public void An_error_says_file_line_column_and_remedy(string text, string error)
    {
        string message = Assert.ThrowsAny<SyncException>(() => Parse(text)).Message;

        Assert.Equal($"lockstep.toml:{error}", message.Split('\n')[1]);
    }

    [Fact]
    public void All_errors_are_told_at_once_in_the_files_order()
    {
        SyncException failure = Assert.ThrowsAny<SyncException>(() => Parse("[deploy]\nwen = 1\ntimeout = 2\n[project]\nhidden = 3"));

        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Equal(
            """
            3 errors in lockstep.toml
            lockstep.toml:2:1: unknown key 'wen' in [deploy]; did you mean 'when'?
            lockstep.toml:3:11: 'timeout' must be a text in quotes, such as "10m", not a number
            lockstep.toml:5:10: 'hidden' must be true or false, not a number
            """,
            failure.Message);
    }

    [Fact]
    public void What_only_a_project_can_say_is_unknown_in_the_personal_settings()
    {
        string message = Assert.ThrowsAny<SyncException>(() =>
            SettingsFile.Parse("[deploy]\ncommand = 'x'", "config.toml", "/home/ada/.config/lockstep", "/home/ada", isProjects: false)).Message;

        Assert.Contains("config.toml:1:2: unknown key 'deploy' in the personal settings", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_address_starts_from_the_files_directory() =>
        Assert.Equal("/srv/copy", Parse("[target.a]\naddress = \"../../srv/copy/\"").Targets["a"].Address.Path);

    [Fact]
    public void Text_of_the_file_cannot_steer_the_terminal() =>
        Assert.Contains(@"unknown key '\x1b[2J'", Assert.ThrowsAny<SyncException>(() => Parse("\"\\u001b[2J\" = 1")).Message, StringComparison.Ordinal);

    private static Configuration Parse(string text) => SettingsFile.Parse(text, "lockstep.toml", "/home/ada", "/home/ada", isProjects: true);
}
