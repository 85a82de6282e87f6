using System.Text;
using Lockstep.Files;
using Lockstep.Files.Roots;
using Lockstep.Native;
using Lockstep.Tests.Files;
using Lockstep.Tests.Files.Confinement;
using Lockstep.Tests.Files.State;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C15: the root lies below a directory of another user, who puts a symbolic link on the way to it: before the first push, after it, or while it goes on.
/// </summary>
public sealed class LinkAboveTheRootAttack
{
    private const int Opens = 300;

    /// <summary>Only for a test that fails: on a busy machine the attacker may sleep while the link stands.</summary>
    private const int MostOpens = 100_000;

    [Fact]
    public void A_link_of_another_user_is_not_followed()
    {
        Assert.SkipUnless(EffectiveUser.Id == 0, "only root can give a link to somebody else");
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login").WithDirectory("secret").WithLink("www", "secret");
        OtherUser.OwnEntry(place["www"]);
        SyncException caught = Assert.Throws<SyncException>(() => Open(place, "www/site"));
        Assert.Equal(ExitCode.Refused, caught.ExitCode);
        Assert.Contains($"symbolic link '{place["www"]}', which belongs to user 65534", caught.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place["secret"]));
    }

    [Fact]
    public void A_link_of_the_login_is_followed()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login").WithDirectory("data").WithLink("www", "data");
        using Target target = Open(place, "www/site");
        Assert.Equal(place["data/site"], target.Root.Location.ToString());
    }

    [Theory]
    [InlineData("www", "www/site")]
    [InlineData("www/site", "www/site")]
    public void A_plain_component_that_became_a_link_is_refused_whoever_made_it(string component, string root)
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login").WithDirectory("www/site").WithDirectory("other/site");
        Open(place, root).Dispose();
        Directory.Move(place[component], place["aside"]);
        place.WithLink(component, place[component.Replace("www", "other", StringComparison.Ordinal)]);
        SyncException caught = Assert.Throws<SyncException>(() => Open(place, root));
        Assert.Equal(ExitCode.Refused, caught.ExitCode);
        Assert.Contains($"it led to '{place["www/site"]}' and leads to '{place["other/site"]}' now", caught.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place["other/.lockstep"]));

        // What the message says to accept it.
        File.Delete(caught.Message.Split('\'')[^2]);
        Open(place, root).Dispose();
    }

    [Fact]
    public void A_link_swapped_in_while_the_root_is_opened_diverts_nothing()
    {
        Assert.SkipUnless(EffectiveUser.Id == 0, "only root can give a link to somebody else");
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login").WithDirectory("home/www").WithDirectory("outside/www");
        int opened = 0;
        using (SymlinkAttack attack = SymlinkAttack.OfAnotherUser(place["home"], place["aside"], place["outside"], "www"))
        {
            for (int i = 0; i < Opens || (i < MostOpens && (opened == 0 || attack.Swaps == 0)); i++)
            {
                try
                {
                    using Target target = Open(place, "home/www/site");
                    target.Root.Make();
                    opened++;
                }
                catch (SyncException)
                {
                    // The link was seen.
                }
            }

            Assert.True(attack.Swaps > 0);
        }

        Assert.True(opened > 0);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place["outside/www"]));
    }

    [Fact]
    public void A_root_that_was_replaced_is_told_once()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login").WithDirectory("www/site");
        Open(place, "www/site").Dispose();
        using (Target same = Open(place, "www/site"))
        {
            Assert.Empty(same.Notes);
        }

        Directory.Move(place["www/site"], place["aside"]);
        Directory.CreateDirectory(place["www/site"]);
        using (Target replaced = Open(place, "www/site"))
        {
            Assert.Contains("another directory stands at", Assert.Single(replaced.Notes), StringComparison.Ordinal);
        }

        using Target accepted = Open(place, "www/site");
        Assert.Empty(accepted.Notes);
    }

    [Fact]
    public void What_an_earlier_version_remembered_of_a_link_still_counts()
    {
        using TemporaryDirectory place = new TemporaryDirectory().WithDirectory("login").WithDirectory("v1").WithDirectory("v2").WithLink("current", "v1");
        Open(place, "current").Dispose();
        string record = Assert.Single(Directory.EnumerateFiles(place["login/.local/state/lockstep/links"]));
        File.WriteAllText(record, place["v1"]);
        using (Target target = Open(place, "current"))
        {
            Assert.Empty(target.Notes);
        }

        File.WriteAllText(record, place["v2"]);
        Assert.Equal(ExitCode.Refused, Assert.Throws<SyncException>(() => Open(place, "current")).ExitCode);
    }

    private static Target Open(TemporaryDirectory place, string root) => Target.Open(
        Encoding.UTF8.GetBytes(place[root]), "tester@here", isPreview: false, new TargetOptions { LoginDirectory = Encoding.UTF8.GetBytes(place["login"]) });
}
