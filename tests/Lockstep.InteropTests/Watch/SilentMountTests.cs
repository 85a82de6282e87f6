using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>Issue 13, point 7: on a mount that has another side, changes are found by looking, and that is said once.</summary>
public sealed class SilentMountTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_save_on_the_other_side_of_a_mount_arrives_and_the_user_is_told_why_it_takes_seconds()
    {
        Assert.SkipUnless(File.Exists("/dev/fuse") && Environment.IsPrivilegedProcess, "this machine has no FUSE, or this user may not mount");
        using var place = new Workplace();
        string behind = Directory.CreateDirectory(Path.Combine(place.Directory, "behind")).FullName;
        File.WriteAllText(Path.Combine(behind, "a"), "one");
        Shell.Run($"bindfs {Shell.Quote(behind)} {Shell.Quote(place.Project)}", place.Directory);
        try
        {
            using WatchClient watch = place.StartWatch("--no-deploy");
            await watch.UntilWatchingAsync(Cancellation);

            File.WriteAllText(Path.Combine(behind, "a"), "from the other side");
            await watch.UntilAsync(() => File.ReadAllText(Path.Combine(place.Target, "a")) == "from the other side", Cancellation);

            Assert.Contains($"the project is on {place.Project} (fuse", watch.Said, StringComparison.Ordinal);
            Assert.DoesNotContain("That is a fault", watch.Said, StringComparison.Ordinal);
            Assert.Equal(130, await watch.InterruptAsync(Cancellation));
        }
        finally
        {
            Shell.Run($"umount {Shell.Quote(place.Project)}", place.Directory);
        }
    }
}
