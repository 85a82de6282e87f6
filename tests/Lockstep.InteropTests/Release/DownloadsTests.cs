using System.Text.Json;
using Lockstep.InteropTests.Push;
using Lockstep.Native;
using Xunit;

namespace Lockstep.InteropTests.Release;

/// <summary>What users download can be installed, used and removed, and cannot be exchanged on the way.</summary>
public sealed class DownloadsTests(PackedRelease release) : IClassFixture<PackedRelease>, IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("lockstep-home-").FullName;

    [Fact]
    public void The_same_program_is_packed_to_the_same_bytes() =>
        Assert.Equal("", Shell.Run($"diff -r {release.Directory} {release.PackInto("again")}"));

    [Fact]
    public void The_installer_puts_the_program_into_the_users_own_directory()
    {
        string said = Install(release.Directory);

        Assert.Contains($"installed lockstep 0.1.0 as {_home}/.local/bin/lockstep", said, StringComparison.Ordinal);
        Assert.Contains($"export PATH=\"{_home}/.local/bin:$PATH\"", said, StringComparison.Ordinal);
        Assert.StartsWith("lockstep 0.1.0", Shell.Run($"{_home}/.local/bin/lockstep --version"), StringComparison.Ordinal);
        Assert.Equal($"{_home}/.local/bin/lockstep\n", Shell.Run($"find {_home} -type f"));
    }

    [Fact]
    public void An_archive_that_was_exchanged_is_not_installed()
    {
        Shell.Run($"cp -r {release.Directory} {_home}/from; echo x >>{_home}/from/lockstep-0.1.0-linux-x64.tar.gz");

        var failure = Assert.Throws<InvalidOperationException>(() => Install($"{_home}/from"));

        Assert.Contains("is not what SHA256SUMS says. Nothing was installed.", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{_home}/.local"));
    }

    [Fact]
    public void The_package_for_Debian_is_installed_used_and_removed_in_an_empty_system()
    {
        Assert.SkipUnless(EffectiveUser.Id == 0, "only root can enter another root directory");
        string system = $"{_home}/system";
        string package = $"{release.Directory}/lockstep_0.1.0_amd64.deb";
        Shell.Run($"""
            mkdir -p {system}/var/lib/dpkg/updates {system}/var/lib/dpkg/info {system}/lib64 {system}/lib/x86_64-linux-gnu
            touch {system}/var/lib/dpkg/status
            cp /lib64/ld-linux-x86-64.so.2 {system}/lib64
            cp /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libm.so.6 {system}/lib/x86_64-linux-gnu
            dpkg --root={system} --force-depends --force-not-root --log=/dev/null -i {package}
            """);

        Assert.StartsWith("lockstep 0.1.0", Shell.Run($"chroot {system} /usr/bin/lockstep --version"), StringComparison.Ordinal);
        Assert.Contains("Usage: lockstep push", Shell.Run($"chroot {system} /usr/bin/lockstep push --help"), StringComparison.Ordinal);
        Assert.Contains(".SH EXIT CODES", Shell.Run($"gunzip -c {system}/usr/share/man/man1/lockstep-push.1.gz"), StringComparison.Ordinal);

        Shell.Run($"dpkg --root={system} --force-depends --log=/dev/null --purge lockstep");
        Assert.Equal("", Shell.Run($"find {system} -name '*lockstep*'"));
    }

    [Fact]
    public void Every_command_has_a_page()
    {
        string pages = Shell.Run($"tar -tzf {release.Directory}/lockstep-0.1.0-linux-x64.tar.gz | grep /man/ | sort");

        foreach (string command in (string[])["lockstep", "lockstep-push", "lockstep-watch", "lockstep-undo", "lockstep-trust"])
        {
            Assert.Contains($"/man/{command}.1\n", pages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_bill_of_materials_names_what_is_in_the_program()
    {
        using var bill = JsonDocument.Parse(File.ReadAllText($"{release.Directory}/lockstep-0.1.0.cdx.json"));

        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        List<string?> names = [.. bill.RootElement.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("name").GetString())];
        Assert.Contains("Tomlyn", names);
        Assert.Contains("ZstdSharp.Port", names);
        Assert.DoesNotContain(names, name => name!.EndsWith("Analyzers", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string Install(string from) => Shell.Run($"HOME={_home} LOCKSTEP_FROM=file://{from} sh {from}/install.sh 2>&1");
}
