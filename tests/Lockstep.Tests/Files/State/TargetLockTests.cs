using Lockstep.Files;
using Lockstep.Files.State;
using Lockstep.Tests.Files.Committing;

namespace Lockstep.Tests.Files.State;

public class TargetLockTests
{
    [Fact]
    public void A_second_push_is_told_who_is_at_it_and_a_preview_is_let_in()
    {
        using var scene = new TargetScene();
        using (Target first = scene.Open())
        {
            TargetLockedException caught = Assert.Throws<TargetLockedException>(() => scene.Open());
            Assert.Equal(ExitCode.SyncFailed, caught.ExitCode);
            Assert.Contains($"held by tester@here (process {Environment.ProcessId}) since 20", caught.Message, StringComparison.Ordinal);
            scene.Open(isPreview: true).Dispose();
        }

        scene.Open().Dispose();
    }

    [Fact]
    public void Targets_beside_each_other_do_not_lock_each_other()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login");
        var options = new TargetOptions { LoginDirectory = System.Text.Encoding.UTF8.GetBytes(place["login"]) };
        using Target one = Target.Open(System.Text.Encoding.UTF8.GetBytes(place["one"]), "a@b", isPreview: false, options);
        using Target two = Target.Open(System.Text.Encoding.UTF8.GetBytes(place["two"]), "a@b", isPreview: false, options);
        Assert.NotEqual(one.Root.Location.ToString(), two.Root.Location.ToString());
    }
}
