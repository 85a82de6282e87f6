using System.Diagnostics;
using Lockstep.InteropTests.Run;
using Lockstep.Native.Terminals;
using Lockstep.Processes;

namespace Lockstep.InteropTests.Attacks;

/// <summary>
/// Issue 11, E23: <c>./lockstep</c> uses sudo without asking, and what it or <c>./test</c> installs starts a service. <c>build/packages</c> runs here with an apt,
/// an id and a sudo of its own that write down what is asked of them.
/// </summary>
public sealed class InstallingPackagesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lockstep-packages-").FullName;

    public InstallingPackagesTests()
    {
        Directory.CreateDirectory(At("bin"));
        string script = File.ReadAllText(Path.Combine(BuiltPrograms.Root, "build/packages"));
        Assert.Contains("policy=/usr/sbin/policy-rc.d\n", script, StringComparison.Ordinal);
        Program("packages", script.Replace("/usr/sbin/policy-rc.d", At("policy-rc.d"), StringComparison.Ordinal));
        Program("bin/dpkg-query", "#!/bin/sh\nexit 1\n");
        Program("bin/apt-get", $"#!/bin/sh\n'{At("policy-rc.d")}' sshd start; echo \"apt-get $* policy $?\" >>'{At("log")}'\nexit 0\n");
        Program("bin/sudo", $"#!/bin/sh\necho sudo >>'{At("log")}'\nexec \"$@\"\n");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Root_installs_says_so_and_no_service_is_started()
    {
        As(root: true);

        Assert.Equal((0, "installing: openssh-server\n"), Run());
        Assert.Equal("apt-get install -y -q --no-install-recommends openssh-server policy 101\n", Log());
        Assert.False(File.Exists(At("policy-rc.d")), "the policy stays behind");
    }

    [Fact]
    public void A_policy_that_is_there_stays_and_decides()
    {
        As(root: true);
        Program("policy-rc.d", "#!/bin/sh\nexit 104\n");

        Assert.Equal(0, Run().Exit);
        Assert.EndsWith("policy 104\n", Log(), StringComparison.Ordinal);
        Assert.True(File.Exists(At("policy-rc.d")));
    }

    [Fact]
    public void An_installation_that_fails_is_told_and_leaves_no_policy()
    {
        As(root: true);
        Program("bin/apt-get", "#!/bin/sh\necho E: no network\nexit 100\n");

        (int exit, string said) = Run();

        Assert.Equal(1, exit);
        Assert.EndsWith("E: no network\nmissing: openssh-server (they cannot be installed; run: sudo apt-get install openssh-server)\n", said, StringComparison.Ordinal);
        Assert.False(File.Exists(At("policy-rc.d")), "the policy stays behind");
    }

    [Fact]
    public void A_user_without_a_terminal_gets_the_line_to_run_and_sudo_is_not_asked()
    {
        As(root: false);

        Assert.Equal((1, "missing: openssh-server (run: sudo apt-get install openssh-server)\n"), Run());
        Assert.Equal("", Log());
    }

    [Theory]
    [InlineData("y\r", "0", "sudo\napt-get install -y -q --no-install-recommends openssh-server policy 101\n")]
    [InlineData("\r", "1", "")]
    [InlineData("n\r", "1", "")]
    [InlineData("\u0004", "1", "")]
    public async Task A_user_on_a_terminal_is_asked(string typed, string exit, string log)
    {
        As(root: false);
        await using var client = new CommandClient(ChildCommand.Of("/bin/sh", "-c", $"PATH='{At("bin")}:/usr/bin:/bin' '{At("packages")}' openssh-server; echo code=$?") with
        {
            Terminal = new TerminalSize(80, 24),
            Launcher = BuiltPrograms.Launcher,
        });
        await client.WaitForAsync("missing: openssh-server");
        await client.WriteAsync(typed);

        Assert.Equal(exit, await client.WaitForAsync("code="));
        Assert.Equal(log, Log());
        Assert.Equal(0, await client.EndAsync());
    }

    private void As(bool root) => Program("bin/id", $"#!/bin/sh\necho {(root ? 0 : 1000)}\n");

    private (int Exit, string Errors) Run()
    {
        var start = new ProcessStartInfo(At("packages"), ["openssh-server"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            Environment = { ["PATH"] = $"{At("bin")}:/usr/bin:/bin" },
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }

    private string Log() => File.Exists(At("log")) ? File.ReadAllText(At("log")) : "";

    private void Program(string name, string script)
    {
        File.WriteAllText(At(name), script);
        File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string At(string name) => Path.Join(_directory, name);
}
