using System.Diagnostics;
using System.Text;
using Lockstep.Files.Drift;
using Lockstep.Files.Roots;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tests.Files;
using Lockstep.Tests.Files.State;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C13: a deploy command with root's rights runs from a directory that others may write to, so that they could exchange the script, or what it imports,
/// between the check and the run.
/// </summary>
public sealed class WritableDeployPathAttack
{
    [Fact]
    public void A_path_that_only_root_and_the_login_may_write_to_is_fine()
    {
        using TemporaryDirectory place = Place();
        Assert.Empty(Find(place));
    }

    [Theory]
    [InlineData("srv", "777")]
    [InlineData("srv/app", "757")]
    [InlineData("srv/app", "1777")]
    [InlineData("srv/app/deploy.py", "646")]
    [InlineData("srv/app/helper.py", "646")]
    [InlineData("srv/app/package", "777")]
    [InlineData("srv/app/__pycache__", "777")]
    public void What_everybody_may_write_to_is_named_with_the_command_that_puts_it_right(string path, string mode)
    {
        using TemporaryDirectory place = Place().WithMode(path, mode);
        string flaw = Assert.Single(Find(place));
        string remedy = flaw[(flaw.LastIndexOf('(') + 1)..^1];
        Assert.Equal($"chmod o-w {place[path]}", remedy);
        using (var chmod = Process.Start("sh", ["-c", remedy]))
        {
            chmod.WaitForExit();
        }

        Assert.Empty(Find(place));
    }

    [Theory]
    [InlineData("srv", "1777")]
    [InlineData("srv/app/uploads", "777")]
    [InlineData("srv/app/notes.txt", "666")]
    public void What_cannot_become_part_of_the_command_does_not_count(string path, string mode)
    {
        using TemporaryDirectory place = Place().WithMode(path, mode);
        Assert.Empty(Find(place));
    }

    [Theory]
    [InlineData("srv/app/namespace/module.py", "srv/app/namespace", "777")]
    [InlineData("srv/app/namespace/module.py", "srv/app/namespace", "1777")]
    [InlineData("srv/app/namespace/deep/module.py", "srv/app/namespace/deep", "777", "srv/app/namespace/beside.py")]
    [InlineData("srv/app/package/below/module.py", "srv/app/package/below", "777")]
    [InlineData("srv/app/package/module.py", "srv/app/package/module.py", "666")]
    public void A_package_needs_no_init(string module, string path, string mode, string? beside = null)
    {
        using TemporaryDirectory place = Place().WithFile(module).WithFile(beside ?? "srv/app/notes.txt");
        Assert.Empty(Find(place));
        place.WithMode(path, mode);
        Assert.Contains($"'{place[path]}'", Assert.Single(Find(place)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import uploads.plugin", true)]
    [InlineData("    from uploads import *", true)]
    [InlineData("importlib.import_module('uploads.plugin')", true)]
    [InlineData("import uploads_of_ours", false)]
    [InlineData("open('uploads/list')", false)]
    public void A_directory_of_data_is_somebody_elses_until_the_script_imports_from_it(string line, bool isRefused)
    {
        using TemporaryDirectory place = Place().WithMode("srv/app/uploads", "1777").WithFile("srv/app/deploy.py", $"import os\n{line}\n");
        Assert.Equal(isRefused, Find(place).Count > 0);
    }

    [Theory]
    [InlineData("1777", 1)]
    [InlineData("777", 1)]
    [InlineData("755", 0)]
    public void A_pushed_directory_is_open_to_nobody_even_if_it_is_sticky(string mode, int flaws)
    {
        using TemporaryDirectory place = Place().WithMode("srv/app/uploads", mode);
        Assert.Equal(flaws, FindPushed(place, "uploads").Count);
    }

    [Theory]
    [InlineData("elsewhere/helper.py", "elsewhere", "777", true)]
    [InlineData("elsewhere/helper.py", "elsewhere/helper.py", "666", true)]
    [InlineData("elsewhere/helper.py", "elsewhere", "1777", false)]
    [InlineData("elsewhere/missing.py", "elsewhere", "1777", true)]
    [InlineData("elsewhere", "elsewhere", "777", true)]
    [InlineData("elsewhere/helper.py", "elsewhere", "755", false)]
    [InlineData("srv/app/uploads", "srv/app/uploads", "777", false)]
    public void A_pushed_link_leads_to_nothing_that_others_may_change(string to, string path, string mode, bool isRefused)
    {
        using TemporaryDirectory place = Place().WithFile("elsewhere/helper.py").WithMode("elsewhere/helper.py", "644").WithMode("elsewhere", "755");
        place.WithMode(path, mode).WithLink("srv/app/link", place[to]);
        Assert.Equal(isRefused, FindPushed(place, "link").Count > 0);
    }

    [Fact]
    public void A_link_on_the_way_counts_too()
    {
        using TemporaryDirectory place = Place().WithFile("elsewhere/helper.py").WithMode("elsewhere/helper.py", "644").WithMode("elsewhere", "755")
            .WithDirectory("open").WithMode("open", "777");
        place.WithLink("open/step", place["elsewhere"]).WithLink("srv/app/other.py", place["open/step/helper.py"]);
        Assert.Contains($"'{place["open"]}'", Assert.Single(Find(place)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("srv")]
    [InlineData("srv/app")]
    [InlineData("srv/app/deploy.py")]
    [InlineData("srv/app/helper.py")]
    public void What_belongs_to_somebody_else_is_named(string path)
    {
        Assert.SkipUnless(EffectiveUser.Id == 0, "only root can give a file to somebody else");
        using TemporaryDirectory place = Place();
        OtherUser.OwnEntry(place[path]);
        Assert.Contains($"'{place[path]}' belongs to user 65534 (chown 0 {place[path]})", Find(place));
    }

    [Fact]
    public void A_group_with_others_in_it_may_not_write()
    {
        Assert.SkipUnless(EffectiveUser.Id == 0, "only root can give a file to another group");
        using TemporaryDirectory place = Place();
        OtherUser.OwnEntry(place["srv/app"]);
        using (var chown = Process.Start("sh", ["-c", $"chown 0 '{place["srv/app"]}'; chmod 775 '{place["srv/app"]}'"]))
        {
            chown.WaitForExit();
        }

        Assert.Equal($"group 65534 may write to '{place["srv/app"]}' (chmod g-w {place["srv/app"]})", Assert.Single(Find(place)));
    }

    [Fact]
    public void An_access_control_list_does_not_hide_behind_a_private_group()
    {
        using TemporaryDirectory place = Place().WithMode("srv/app/deploy.py", "664");
        Assert.SkipUnless(Find(place).Count == 0, "the group of this login is not known to be its own");
        Assert.SkipUnless(AccessLists.TryLetNobodyWrite(place["srv/app/deploy.py"]), "this file system has no access control lists");
        string script = place["srv/app/deploy.py"];
        Assert.Equal($"an access control list may let others write to '{script}' (setfacl -b {script})", Assert.Single(Find(place)));
    }

    private static TemporaryDirectory Place() => new TemporaryDirectory()
        .WithMode("", "755").WithDirectory("login").WithDirectory("srv/app/uploads").WithDirectory("srv/app/__pycache__").WithFile("srv/app/deploy.py").WithFile("srv/app/helper.py")
        .WithFile("srv/app/notes.txt").WithFile("srv/app/package/__init__.py")
        .WithMode("srv", "755").WithMode("srv/app", "755").WithMode("srv/app/package", "755").WithMode("srv/app/__pycache__", "755").WithMode("srv/app/deploy.py", "644").WithMode("srv/app/helper.py", "644");

    private static IReadOnlyList<string> FindPushed(TemporaryDirectory place, string name)
    {
        using TargetRoot root = TargetRoot.Open(RootResolver.Resolve(Encoding.UTF8.GetBytes(place["srv/app"]), place.Bytes), makesParents: false);
        Assert.True(root.Tree!.Root.TryStat(Encoding.UTF8.GetBytes(name), out FileStatus status));
        List<SeenStatus> seen = ForeignHands.MayBeOpen(status) ? [new SeenStatus(RelativePath.Parse(name), status)] : [];
        return new ForeignHands(root).FindPushed(seen);
    }

    private static IReadOnlyList<string> Find(TemporaryDirectory place)
    {
        using TargetRoot root = TargetRoot.Open(RootResolver.Resolve(Encoding.UTF8.GetBytes(place["srv/app"]), place.Bytes), makesParents: false);
        return new ForeignHands(root).Find("deploy.py"u8, isImporting: true);
    }
}
