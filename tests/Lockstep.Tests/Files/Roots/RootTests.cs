using System.Text;
using Lockstep.Files.Roots;
using Lockstep.Files;
using Lockstep.Files.State;
using Lockstep.Tests.Files.State;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Roots;

public class RootTests
{
    [Theory]
    [InlineData("app", "/home/me/app")]
    [InlineData("projects/app/", "/home/me/projects/app")]
    [InlineData("./a/../b", "/home/me/b")]
    [InlineData("../you/app", "/home/you/app")]
    [InlineData("/srv//app/.", "/srv/app")]
    [InlineData("/../../srv", "/srv")]
    [InlineData("", "/home/me")]
    public void A_root_is_relative_to_the_login_directory(string given, string resolved)
    {
        RootLocation root = RootResolver.Resolve(Encoding.UTF8.GetBytes(given), "/home/me"u8);
        Assert.Equal(resolved, root.ToString());
        Assert.False(root.IsThroughLink);
    }

    [Fact]
    public void Links_on_the_way_are_followed_and_noted()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("data/one").WithLink("now", "data/one").WithLink("data/one/up", "../..");
        RootLocation root = RootResolver.Resolve(Encoding.UTF8.GetBytes(place["now/up/data/app"]), place.Bytes);
        Assert.Equal(place["data/app"], root.ToString());
        Assert.True(root.IsThroughLink);
    }

    [Fact]
    public void A_link_that_leads_to_itself_is_an_error()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithLink("loop", "loop");
        SyncException caught = Assert.Throws<SyncException>(() => RootResolver.Resolve("loop"u8, place.Bytes));
        Assert.Contains("too many symbolic links", caught.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "root of the whole file system")]
    [InlineData("/root", "home directory")]
    [InlineData("/srv/.lockstep/app", "own state")]
    public void Roots_that_nobody_can_mean_are_refused(string root, string why)
    {
        using var place = new TemporaryDirectory();
        SyncException caught = Assert.Throws<SyncException>(() => Open(place, root));
        Assert.Equal(ExitCode.Refused, caught.ExitCode);
        Assert.Contains(why, caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_login_directory_is_refused_however_it_is_named()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login/x").WithLink("alias", "login");
        foreach (string root in (string[])["login", "login/", "login/x/..", "alias"])
        {
            SyncException caught = Assert.Throws<SyncException>(() => Open(place, place[root]));
            Assert.Equal(ExitCode.Refused, caught.ExitCode);
        }

        Open(place, place["login/x"]).Dispose();
    }

    [Fact]
    public void A_stable_link_to_the_root_is_allowed_and_a_changed_one_refused()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login").WithDirectory("v1").WithDirectory("v2").WithLink("current", "v1");
        Open(place, place["current"]).Dispose();
        Open(place, place["current"]).Dispose();
        File.Delete(place["current"]);
        place.WithLink("current", "v2");
        SyncException caught = Assert.Throws<SyncException>(() => Open(place, place["current"]));
        Assert.Equal(ExitCode.Refused, caught.ExitCode);
        Assert.Contains($"it led to '{place["v1"]}' and leads to '{place["v2"]}' now", caught.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place[".lockstep/v2"]));
        Open(place, place["v2"]).Dispose();
    }

    [Fact]
    public void A_root_that_is_a_file_is_an_error_that_says_so()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithFile("app");
        SyncException caught = Assert.Throws<SyncException>(() => Open(place, place["app"]));
        Assert.Equal(ExitCode.Refused, caught.ExitCode);
        Assert.Contains("is a file, not a directory", caught.Message, StringComparison.Ordinal);
    }

    private static Target Open(TemporaryDirectory place, string root) => Target.Open(
        Encoding.UTF8.GetBytes(root), "tester@here", isPreview: false, new TargetOptions { LoginDirectory = Encoding.UTF8.GetBytes(place["login"]) });
}
