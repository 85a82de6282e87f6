using Lockstep.Cli.Settings;
using Lockstep.Cli.Starting;
using Lockstep.Sessions.Diagnosing;
using Xunit;

namespace Lockstep.Tests.Cli.Starting;

/// <summary><c>init</c>: what it asks, what it finds, and what it writes.</summary>
public sealed class InitTests : CommandLineScene
{
    private static readonly string[] Hosts = ["ec2-box", "gpu-1"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2", "gpu-1:", null)]
    [InlineData("ec2-box", "ec2-box:", null)]
    [InlineData("ann@web:srv", "ann@web:srv", null)]
    [InlineData("  ", "", null)]
    [InlineData("3", null, "'3' is no address")]
    [InlineData("web", null, "write 'web:' for the host")]
    [InlineData("-x:", null, "starts with '-'")]
    public void An_answer_is_a_number_a_host_or_an_address(string answer, string? address, string? flaw)
    {
        Assert.Equal(address, FirstTarget.Read(answer, Hosts, out string? found));
        Assert.Equal(flaw is null, found is null);
        Assert.Contains(flaw ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ubuntu@ec2-box:srv", "ec2-box")]
    [InlineData("web1.example.com:", "web1")]
    [InlineData("10.1.2.3:x", "server")]
    [InlineData("[::1]:x", "server")]
    [InlineData("/srv/www", "www")]
    [InlineData("./a b", "server")]
    [InlineData("", "server")]
    public void A_target_is_named_after_its_host(string address, string name) => Assert.Equal(name, FirstTarget.NameOf(address));

    [Theory]
    [InlineData("1,,", "ec2-box:projects/shop")]
    [InlineData("1,srv/x", "ec2-box:srv/x")]
    [InlineData("1,~bob/x,srv", "ec2-box:srv")]
    [InlineData("nosuch,-,a@b:c", "a@b:c")]
    [InlineData("ssh://box:2222,srv", "ssh://box:2222/~/srv")]
    [InlineData("ssh://box,/srv", "ssh://box/srv")]
    [InlineData(",", "")]
    public async Task It_asks_twice_at_most_and_again_after_a_wrong_answer(string answers, string address)
    {
        var lines = new Queue<string>(answers.Split(','));
        var questions = new TargetQuestions(Fixture.Output, _ => Task.FromResult<string?>(lines.Dequeue()));
        Assert.Equal(address, await questions.AskAsync(Hosts, "shop", Cancellation));
        Assert.StartsWith("Hosts of ~/.ssh/config:\n  1  ec2-box\n  2  gpu-1\nWhere to?", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_inputs_end_is_no_answer()
    {
        var questions = new TargetQuestions(Fixture.Output, _ => Task.FromResult<string?>(null));
        SyncException failure = await Assert.ThrowsAsync<SyncException>(() => questions.AskAsync([], "shop", Cancellation));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
    }

    [Theory]
    [InlineData("package.json package-lock.json", "exclude = [\"node_modules/\"]", "run = \"npm ci\"")]
    [InlineData("requirements.txt .gitignore", "exclude = []", "run = \"pip install -r requirements.txt\"")]
    [InlineData("Cargo.toml deploy.sh", "exclude = [\"target/\"]", "# deploy.sh runs on the target")]
    [InlineData(".env deploy.py", "# include = [\".env\"]", "# deploy.py runs on the target")]
    public async Task What_it_writes_fits_the_project(string files, params string[] lines)
    {
        foreach (string name in files.Split(' '))
        {
            await File.WriteAllTextAsync(Path.Join(Project.FullName, name), "", Cancellation);
        }

        Assert.Equal(0, await RunAsync("init me@box:srv/x"));
        string text = await File.ReadAllTextAsync(Path.Join(Project.FullName, "lockstep.toml"), Cancellation);
        Assert.All(lines, line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.True(text.Split('\n').Length <= 30);

        // What is commented out has to be right as well.
        string all = string.Join('\n', text.Split('\n').Select(line => line.StartsWith("# [[", StringComparison.Ordinal) || line.Contains(" = ", StringComparison.Ordinal) ? line.TrimStart('#', ' ') : line));
        Configuration read = SettingsFile.Parse(all, "lockstep.toml", Project.FullName, Home, isProjects: true);
        Assert.Equal("box", Assert.Single(read.Targets).Key);
    }

    [Fact]
    public async Task What_stands_there_stays_and_nothing_is_tried()
    {
        await WriteSettingsAsync("");
        Host = new HostAnswer(HostReach.Answered) { Noise = "asked" };
        Assert.Equal(2, await RunAsync("init box:"));
        Assert.Contains("is there already: it was left as it is", Fixture.Remarks, StringComparison.Ordinal);
        Assert.DoesNotContain("trying", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_target_is_tried_and_what_is_found_is_told()
    {
        Host = new HostAnswer(HostReach.Answered) { Facts = [("system", "Linux x86_64"), ("login", "ann 1000"), ("root", "missing /home/ann/projects/x")] };
        Assert.Equal(0, await RunAsync("init box:"));
        Assert.Contains("box answers: Linux x86_64, as ann; the project goes to /home/ann/projects/x\n", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_cannot_be_reached_is_told_and_written()
    {
        Host = new HostAnswer(HostReach.LoginRefused) { Message = "cannot connect to box: no." };
        Assert.Equal(0, await RunAsync("init box:"));
        Assert.Contains("cannot connect to box: no.\nThe settings are written nevertheless; 'lockstep doctor'", Fixture.Remarks, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(Project.FullName, "lockstep.toml")));
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("n", 2)]
    [InlineData(null, 2)]
    public async Task A_host_without_its_colon_is_offered(string? answer, int exit)
    {
        Home = Project.FullName;
        Directory.CreateDirectory(Path.Join(Home, ".ssh"));
        await File.WriteAllTextAsync(Path.Join(Home, ".ssh", "config"), "Host ec2-box\n", Cancellation);
        Answer = answer is null ? null : () => answer;
        Assert.Equal(exit, await RunAsync("push ec2-box"));
        Assert.Equal(exit == 0 ? 1 : 0, Calls.Count);
        Assert.Contains(answer is null ? "'ec2-box' is a host of ~/.ssh/config, and a host is written with a colon: 'ec2-box:'" : $"Use ec2-box:projects/{Project.Name}? [y/N]", Fixture.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_are_found_in_included_files_and_patterns_are_none()
    {
        Home = Project.FullName;
        Directory.CreateDirectory(Path.Join(Home, ".ssh", "conf.d"));
        await File.WriteAllTextAsync(Path.Join(Home, ".ssh", "config"), "Include conf.d/*\nInclude config\nhost = web1 web?  !not\nHost *\n  User x\n", Cancellation);
        await File.WriteAllTextAsync(Path.Join(Home, ".ssh", "conf.d", "a"), "HOST gpu-1 -bad\n", Cancellation);
        Assert.Equal(["gpu-1", "web1"], SshHosts.Of(new UserEnvironment { Home = Home, CurrentDirectory = "/" }));
    }
}
