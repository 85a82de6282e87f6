using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>A directory of the project is pushed in place of the whole (<c>from</c>), to an address with placeholders.</summary>
public sealed class ProjectPartTests(SharedSshServer shared)
{
    [Theory]
    [InlineData(Reach.Local)]
    [InlineData(Reach.Ssh)]
    public async Task What_a_build_has_made_goes_although_git_ignores_it_and_is_known_again_when_it_is_made_anew(Reach reach)
    {
        using Workplace place = Create(reach);
        place.InProject("git init -q -b feature/x; printf '/dist/\\n*.map\\n' > .gitignore; git add .; git -c user.name=a -c user.email=a@b commit -qm 1");
        await BuildAndPushAsync(place, "one", "feature-x");
        await BuildAndPushAsync(place, "two", "feature-x");
        place.InProject("git switch -q --detach");
        ClientResult detached = await place.RunAsync("-C", place.Project, "push", "site");
        Assert.Equal(2, detached.Exit);
        Assert.Contains("the address of target 'site' has {branch}, and no branch is checked out here", detached.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_git_too_a_part_that_was_made_anew_is_the_same_project_s()
    {
        using Workplace place = Create(Reach.Ssh, "www");
        await BuildAndPushAsync(place, "one", "www");
        await BuildAndPushAsync(place, "two", "www");
        place.OnTarget("echo three > www/index.html");
        ClientResult pulled = await place.RunAsync("-C", place.Project, "pull", "site", "dist/index.html");
        Assert.True(pulled.Exit == 0, pulled.Errors);
        Assert.Equal("three\n", File.ReadAllText(Path.Combine(place.Project, "dist", "index.html")));
    }

    private static async Task BuildAndPushAsync(Workplace place, string content, string name)
    {
        place.InProject($"rm -rf dist; mkdir -p dist/assets src; echo {content} > dist/index.html; echo x > dist/assets/a.js; echo y > dist/assets/a.map; echo z > src/a.ts");
        ClientResult pushed = await place.RunAsync("-C", place.Project, "push", "site", "--no-deploy");
        Assert.True(pushed.Exit == 0, pushed.Errors);
        string root = Path.Combine(place.Target, name);
        Assert.Equal($"{content}\n", File.ReadAllText(Path.Combine(root, "index.html")));
        // A repository that ignores the directory itself has no say in what is in it.
        Assert.Equal("assets assets/a.js assets/a.map index.html", Shell.Run("find . -mindepth 1 | sed 's|^./||' | sort | tr '\\n' ' '", root).Trim());
    }

    private Workplace Create(Reach reach, string name = "{branch}")
    {
        Workplace place = Workplace.For(reach, shared);
        Directory.CreateDirectory(place.Target);
        string host = reach == Reach.Ssh ? $"{LoopbackSshServer.Host}:" : "";
        place.InProject($"printf '[target.site]\\naddress = \"{host}{place.Target}/{name}\"\\nfrom = \"dist\"\\n' > lockstep.toml");
        return place;
    }
}
