using System.Text;
using Lockstep.Cli.Settings;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, C17: without HOME the caches were kept in the current directory, which is the project's. In a place open to all nobody may have prepared them.</summary>
public sealed class NoHomeTests : IDisposable
{
    private readonly TemporaryDirectory _place = new();

    private static string Name => $"lockstep-client-{EffectiveUser.Id}";

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_private_directory_is_made_and_found_again()
    {
        string made = HomelessCache.Find(_place.Path);
        Assert.Equal(_place[Name], made);
        using (DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(made)))
        {
            Assert.Equal(Convert.ToUInt16("700", 8), directory.Status().Mode);
        }

        Assert.Equal(made, HomelessCache.Find(_place.Path));
    }

    [Fact]
    public void One_that_is_open_to_others_is_refused()
    {
        _place.WithDirectory(Name);
        _place.WithMode(Name, "720");
        AssertRefused();
    }

    [Fact]
    public void A_link_that_somebody_has_prepared_is_refused()
    {
        _place.WithDirectory("elsewhere").WithLink(Name, "elsewhere");
        _place.WithMode("elsewhere", "700");
        AssertRefused();
    }

    [Fact]
    public void A_file_in_its_place_is_refused()
    {
        _place.WithFile(Name);
        AssertRefused();
    }

    [Fact]
    public void With_a_home_it_is_the_home_that_is_used() =>
        Assert.Equal("/home/ann/.cache/lockstep", new UserEnvironment { CurrentDirectory = "/p", Home = "/home/ann" }.CacheDirectory);

    private void AssertRefused()
    {
        SyncException refusal = Assert.Throws<SyncException>(() => HomelessCache.Find(_place.Path));
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("Set HOME, or XDG_CACHE_HOME", refusal.Message, StringComparison.Ordinal);
    }
}
