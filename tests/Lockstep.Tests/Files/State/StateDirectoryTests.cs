using System.Text;
using Lockstep.Files.Roots;
using Lockstep.Files;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.Tests.Files.State;

public class StateDirectoryTests
{
    private const ushort OnlyOurs = 0x1c0; // rwx------

    [Fact]
    public void It_stands_beside_the_root_and_is_ours_alone()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites/app");
        using (Target target = Open(place, "sites/app"))
        {
            Assert.False(StandsInside(target));
            Assert.Empty(target.Notes);
        }

        Assert.Equal(OnlyOurs, ModeOf(place["sites/.lockstep"]));
        Assert.Equal(OnlyOurs, ModeOf(place["sites/.lockstep/app"]));
        Assert.False(Directory.Exists(place["sites/app/.lockstep"]));
    }

    [Fact]
    public void A_root_that_does_not_exist_gets_its_parents_and_its_state_but_is_not_made_before_the_commit()
    {
        using var place = new TemporaryDirectory();
        using Target target = Open(place, "a/b/app");
        Assert.True(Directory.Exists(place["a/b/.lockstep/app"]));
        Assert.False(Directory.Exists(place["a/b/app"]));
    }

    [Fact]
    public void A_preview_makes_nothing()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites/app");
        using (Target target = Open(place, "sites/app", isPreview: true))
        {
            Assert.Equal(0, target.LastRun);
        }

        using (Target target = Open(place, "none/at/all", isPreview: true))
        {
            Assert.Null(target.Root.Tree);
        }

        Assert.Equal(["sites", "sites/app"], Directory.EnumerateFileSystemEntries(place.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(place.Path, path)).Order());
    }

    [Fact]
    public void A_link_of_its_name_beside_the_root_is_not_followed()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites/app").WithDirectory("trap").WithLink("sites/.lockstep", "../trap");
        using Target target = Open(place, "sites/app");
        Assert.True(StandsInside(target));
        Assert.Contains("inside the root", Assert.Single(target.Notes), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place["trap"]));
    }

    [Fact]
    public void Where_the_parent_is_not_writable_it_stands_inside()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites/app").WithDirectory("login");
        OtherUser.Own(place["sites/app"]);
        AllowSearch(place);
        OtherUser.Run(() =>
        {
            using Target target = Open(place, "sites/app");
            Assert.True(StandsInside(target));
            Assert.Contains("not writable", Assert.Single(target.Notes), StringComparison.Ordinal);
        });
        Assert.Equal(OnlyOurs, ModeOf(place["sites/app/.lockstep"]));
    }

    [Fact]
    public void One_that_belongs_to_somebody_else_is_not_used()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites/app").WithDirectory("login");
        OtherUser.Own(place["sites"]);
        place.WithDirectory("sites/.lockstep");
        AllowSearch(place);
        OtherUser.Run(() =>
        {
            using Target target = Open(place, "sites/app");
            Assert.True(StandsInside(target));
            Assert.Contains("somebody else", Assert.Single(target.Notes), StringComparison.Ordinal);
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(place["sites/.lockstep"]));
    }

    [Fact]
    public void One_that_exists_inside_is_found_again_when_there_would_be_room_beside()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites/app").WithDirectory("login");
        OtherUser.Own(place["sites/app"]);
        AllowSearch(place);
        OtherUser.Run(() => Open(place, "sites/app").Dispose());
        OtherUser.Own(place["sites"]);
        OtherUser.Run(() =>
        {
            using Target target = Open(place, "sites/app");
            Assert.True(StandsInside(target));
            Assert.Empty(target.Notes);
        });
        Assert.False(Directory.Exists(place["sites/.lockstep"]));
    }

    [Fact]
    public void A_root_on_another_file_system_than_its_parent_has_it_inside()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login");
        string root = "/dev/shm";
        var options = new TargetOptions { LoginDirectory = Encoding.UTF8.GetBytes(place["login"]) };
        using TargetRoot target = TargetRoot.Open(RootResolver.Resolve(Encoding.UTF8.GetBytes(root), options.LoginDirectory), makesParents: false);
        bool hadState = Directory.Exists("/dev/shm/.lockstep");
        using StateDirectory state = StateDirectory.FindOrMake(target);
        Assert.True(state.IsInside);
        if (!hadState)
        {
            Directory.Delete("/dev/shm/.lockstep");
        }
    }

    [Fact]
    public void A_root_below_one_that_has_its_state_inside_gets_its_own_inside()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites/app/sub").WithDirectory("trap").WithLink("sites/.lockstep", "../trap");
        Open(place, "sites/app").Dispose();
        using Target target = Open(place, "sites/app/sub");
        Assert.True(StandsInside(target));
        Assert.False(Directory.Exists(place["sites/app/.lockstep/sub"]));
    }

    [Fact]
    public void Where_nothing_may_be_created_the_message_names_path_and_remedy()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("sites").WithDirectory("login");
        AllowSearch(place);
        OtherUser.Run(() =>
        {
            SyncException caught = Assert.Throws<SyncException>(() => Open(place, "sites/a/app"));
            Assert.Equal(ExitCode.SyncFailed, caught.ExitCode);
            Assert.Contains($"cannot create '{place["sites/a"]}'", caught.Message, StringComparison.Ordinal);
            Assert.Contains("permission denied", caught.Message, StringComparison.Ordinal);
            Assert.Contains("make your login its owner", caught.Message, StringComparison.Ordinal);
        });
    }

    private static Target Open(TemporaryDirectory place, string root, bool isPreview = false) => Target.Open(
        Encoding.UTF8.GetBytes(place[root]),
        "tester@here",
        isPreview,
        new TargetOptions { LoginDirectory = Encoding.UTF8.GetBytes(place["login"]) });

    private static ushort ModeOf(string path)
    {
        using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(path));
        return directory.Status().Mode;
    }

    private static void AllowSearch(TemporaryDirectory place) => place.Handle.SetOwnMode(0x1ed);

    /// <summary>Whether the state stands in the root, and not beside it.</summary>
    private static bool StandsInside(Target target) => target.StatePath!.EndsWith("/.lockstep", StringComparison.Ordinal);
}
