using System.Diagnostics;
using Lockstep.Tests.Architecture;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Downloads that do not run here, that are several, or that somebody else put into the current directory: the installer
/// leaves what is installed alone.
/// </summary>
public sealed class InstallerAttack : IDisposable
{
    private readonly TemporaryDirectory _place = new();

    public InstallerAttack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there are downloads for Linux only");
        Run("mkdir -p home rel");
        Pack("0.1.0", "#!/bin/sh\necho lockstep 0.1.0");
        Assert.Equal((0, "installed lockstep 0.1.0"), Install("sh rel/install.sh"));
        Run("rm rel/*");
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_program_that_does_not_run_here_replaces_nothing()
    {
        Pack("0.2.0", "#!/no/such/loader\n");
        (int exit, string said) = Install("sh rel/install.sh 2>&1 | tail -1 | cut -c 1-45");
        Assert.Equal("install.sh: the program does not run here; it", said);
        Assert.Equal(0, exit);
        AssertOldIsThere();
    }

    [Fact]
    public void Several_archives_for_one_platform_are_refused()
    {
        Pack("0.2.0", "#!/bin/sh\necho lockstep 0.2.0");
        Pack("0.3.0", "#!/bin/sh\necho lockstep 0.3.0");
        Assert.Equal(1, Install("sh rel/install.sh 2>said").Exit);
        Assert.Contains("names several archives for linux-", File.ReadAllText(_place["said"]), StringComparison.Ordinal);
        AssertOldIsThere();
    }

    [Theory]
    [InlineData("cat install.sh | sh 2>../said")]
    [InlineData("sh <install.sh 2>../said")]
    public void From_a_pipe_it_takes_nothing_from_the_current_directory(string command)
    {
        Pack("0.2.0", "#!/bin/sh\necho lockstep 0.2.0");
        Assert.Equal(1, Install($"cd rel && {command}").Exit);
        Assert.Contains("Set LOCKSTEP_FROM", File.ReadAllText(_place["said"]), StringComparison.Ordinal);
        AssertOldIsThere();
        Assert.Equal((0, "installed lockstep 0.2.0"), Install($"export LOCKSTEP_FROM=$PWD/rel; cd rel && {command}"));
    }

    [Fact]
    public void A_search_path_of_cd_leads_nowhere_else()
    {
        Pack("0.2.0", "#!/bin/sh\necho lockstep 0.2.0");
        Run("mkdir -p elsewhere/rel");
        Assert.Equal((0, "installed lockstep 0.2.0"), Install("export CDPATH=$PWD/elsewhere; sh rel/install.sh"));
    }

    private void AssertOldIsThere()
    {
        Assert.Equal("#!/bin/sh\necho lockstep 0.1.0\n", File.ReadAllText(_place["home/.local/bin/lockstep"]));
        Assert.Single(Directory.GetFiles(_place["home/.local/bin"]));
    }

    private void Pack(string version, string program)
    {
        File.WriteAllText(_place["program"], program + "\n");
        Run($"""
            p=x64; [ "$(uname -m)" = x86_64 ] || p=arm64
            n=lockstep-{version}-linux-$p
            mkdir $n && cp program $n/lockstep && chmod +x $n/lockstep && tar -czf rel/$n.tar.gz $n && rm -r $n
            cd rel && sha256sum lockstep-*.tar.gz >SHA256SUMS && cp '{SourceTree.PathOf("build/install.sh")}' .
            """);
    }

    private (int Exit, string Said) Install(string command)
    {
        (int exit, string said) = Start($"export HOME=$PWD/home; {command}");
        string first = said.Split('\n')[0];
        int end = first.IndexOf(" as ", StringComparison.Ordinal);
        return (exit, end < 0 ? first : first[..end]);
    }

    private void Run(string command) => Assert.Equal(0, Start($"set -e; {command}").Exit);

    private (int Exit, string Said) Start(string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _place.Path, RedirectStandardOutput = true };
        start.Environment.Remove("LOCKSTEP_FROM");
        start.Environment.Remove("LOCKSTEP_INTO");
        using Process shell = Process.Start(start)!;
        string said = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, said);
    }
}
