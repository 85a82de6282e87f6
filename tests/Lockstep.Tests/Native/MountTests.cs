using Lockstep.Native.Disk;

namespace Lockstep.Tests.Native;

public sealed class MountTests
{
    private const string Mounts = """
        rootfs / ext4 rw 0 0
        srv:/home /home nfs4 rw 0 0
        C:\134 /mnt/c 9p rw 0 0
        disk /home/ann/with\040space ext4 rw 0 0
        bind /srv fuse.sshfs rw 0 0
        later /srv ext4 rw 0 0
        """;

    [Theory]
    [InlineData("/etc", "/", "ext4", false)]
    [InlineData("/home/ann", "/home", "nfs4", true)]
    [InlineData("/homes", "/", "ext4", false)]
    [InlineData("/home/ann/with space/x", "/home/ann/with space", "ext4", false)]
    [InlineData("/mnt/c", "/mnt/c", "9p", true)]
    [InlineData("/srv/app", "/srv", "ext4", false)]
    public void The_deepest_mount_counts_and_of_two_the_later(string directory, string point, string type, bool isSilent)
    {
        var mount = Mount.Find(directory, Mounts);

        Assert.Equal((point, type, isSilent), (mount.Point, mount.Type, mount.IsSilent));
    }

    [Theory]
    [InlineData("fuse.bindfs", true)]
    [InlineData("fuseblk", false)]
    [InlineData("virtiofs", true)]
    [InlineData("btrfs", false)]
    public void Some_types_have_another_side(string type, bool isSilent) => Assert.Equal(isSilent, new Mount("/", type).IsSilent);
}
