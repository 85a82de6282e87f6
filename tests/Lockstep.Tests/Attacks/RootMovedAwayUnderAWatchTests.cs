using Lockstep.Sessions.Live;
using Lockstep.Tests.Sessions.Live;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22j: somebody moves the target's root away while a watch goes on, and puts another directory at its path, as a release swap does.</summary>
public sealed class RootMovedAwayUnderAWatchTests
{
    [Fact]
    public async Task Saves_go_to_the_directory_that_stands_at_the_path_now()
    {
        using var scene = new LiveScene();
        scene.Project.WithFile("d/f", "one");
        string old = scene.Target.Path + ".old";
        try
        {
            await scene.WatchAsync(async () =>
            {
                Directory.Move(scene.Target.Path, old);
                Directory.CreateDirectory(scene.Target.Path);
                scene.Project.WithFile("g", "new");
                await scene.Seen.UntilAsync(() => scene.OnTarget("g") == "new");
                Assert.Contains(LiveState.Disconnected, scene.Seen.States);
                Assert.Contains(scene.Seen.Notes, note => note.Contains("another directory stands at", StringComparison.Ordinal));
            });
            Assert.False(File.Exists(Path.Combine(old, "g")));
        }
        finally
        {
            // The scene removes the directory that it has made.
            Directory.Delete(scene.Target.Path, recursive: true);
            Directory.Move(old, scene.Target.Path);
        }
    }
}
