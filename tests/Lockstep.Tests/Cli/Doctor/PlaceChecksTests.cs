using Lockstep.Cli.Doctor;
using Xunit;

namespace Lockstep.Tests.Cli.Doctor;

public sealed class PlaceChecksTests
{
    private const string Mounts = "/dev/sda1 / ext4 rw 0 0\nC:\\134 /mnt/c 9p rw 0 0\nnas:/x /home/my\\040nas nfs4 rw 0 0\nbox: /home/ann/far fuse.sshfs rw 0 0\n";

    [Theory]
    [InlineData("/home/ann/app", "Ok", "/ is ext4")]
    [InlineData("/mnt/c/app", "Warning", "/mnt/c is 9p")]
    [InlineData("/mnt/cc/app", "Ok", "/ is ext4")]
    [InlineData("/home/my nas", "Warning", "/home/my nas is nfs4")]
    [InlineData("/home/ann/far/app", "Warning", "fuse.sshfs")]
    public void A_mount_without_notices_is_named(string directory, string verdict, string text)
    {
        Check check = new PlaceChecks(path => path == "/proc/self/mounts" ? Mounts : null).Notices(directory);
        Assert.Equal(verdict, check.Verdict.ToString());
        Assert.Contains(text, check.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8000, 100, "Ok", null)]
    [InlineData(8000, 200, "Warning", "sudo sysctl -w fs.inotify.max_user_watches=1048576")]
    [InlineData(900_000, 0, "Warning", "sudo sysctl -w fs.inotify.max_user_watches=1800000")]
    public void Too_few_watches_are_told_with_the_command_that_helps(int directories, int used, string verdict, string? remedy)
    {
        Check check = new PlaceChecks(_ => "8192\n").Watches(directories, used);
        Assert.Equal((verdict, remedy), (check.Verdict.ToString(), check.Remedy));
    }

    [Fact]
    public void What_cannot_be_read_is_said_to_be_not_checked()
    {
        var place = new PlaceChecks(_ => null);
        Assert.Equal((Verdict.NotChecked, Verdict.NotChecked), (place.Notices("/x").Verdict, place.Watches(1, 0).Verdict));
    }

    [Fact]
    public void A_locale_without_utf8_is_told()
    {
        Assert.Equal((Verdict.Ok, Verdict.Ok), (PlaceChecks.Locale("de_DE.utf8").Verdict, PlaceChecks.Locale("C.UTF-8").Verdict));
        Assert.Equal("export LANG=C.UTF-8", PlaceChecks.Locale("POSIX").Remedy);
    }
}
