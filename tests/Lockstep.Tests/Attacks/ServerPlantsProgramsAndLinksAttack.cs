using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, B9: new executables, new links and links that lead elsewhere than before are pulled with --yes only, each time; without it nothing is changed.
/// </summary>
public sealed class ServerPlantsProgramsAndLinksAttack : IDisposable
{
    private const ushort Program = 0x1ed; // rwxr-xr-x

    private readonly PushScene _scene = new(throughWire: true);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("a", "a (becomes executable)")]
    [InlineData("link", "link (changed link to '../../home/.bashrc', leads out of the project)")]
    [InlineData("becomes a link", "a (new link to '/etc/passwd', leads out of the project)")]
    public async Task A_bare_pull_that_brings_one_is_refused_and_lists_it(string what, string listed)
    {
        await PushedAsync();
        LiveTree there = _scene.OnTarget();
        switch (what)
        {
            case "a":
                there.SetMode(Path("a"), Program);
                break;
            case "link":
                there.Link(Path("link"), "../../home/.bashrc"u8);
                break;
            default:
                there.Link(Path("a"), "/etc/passwd"u8);
                break;
        }

        there.Write("b", "a hotfix");
        await AssertNeedsYesAsync(listed);
        Assert.Equal("a hotfix", Text("b"));
    }

    [Fact]
    public async Task A_named_pull_that_brings_new_ones_is_refused_and_lists_them()
    {
        await PushedAsync();
        LiveTree there = _scene.OnTarget();
        there.Write("new/run", "#!/bin/sh");
        there.SetMode(Path("new/run"), Program);
        there.Link(Path("new/inside"), "../a"u8);
        there.Link(Path("new/outside"), "../../../x"u8);
        await AssertNeedsYesAsync("new/inside (new link to '../a'), new/outside (new link to '../../../x', leads out of the project), new/run (new executable)", Path("new"));
        Assert.True(_scene.Project.TryStat(Path("new/run"), out var status) && status.Mode == Program);
    }

    [Fact]
    public async Task A_file_that_became_a_directory_does_not_smuggle_a_program_in()
    {
        await PushedAsync();
        LiveTree there = _scene.OnTarget();
        there.Remove(Path("b"));
        there.Write("b/run", "#!/bin/sh");
        there.SetMode(Path("b/run"), Program);
        await AssertNeedsYesAsync("b/run (new executable)");
    }

    [Fact]
    public async Task A_program_and_a_link_that_were_here_before_need_no_consent()
    {
        _scene.Project.Write("run", "1");
        _scene.Project.SetMode(Path("run"), Program);
        await PushedAsync();
        _scene.OnTarget().Write("run", "a hotfix");
        _scene.OnTarget().SetMode(Path("run"), Program);
        RunSummary summary = await _scene.PullAsync(new PullOptions());
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        Assert.Equal("a hotfix", Text("run"));
    }

    [Theory]
    [InlineData("l", "x", false)]
    [InlineData("l", "..", true)]
    [InlineData("l", "./../x", true)]
    [InlineData("d/l", "..", false)]
    [InlineData("d/l", "../x/y/../..", false)]
    [InlineData("d/l", "../x/../..", true)]
    [InlineData("d/e/l", "../../../x", true)]
    [InlineData("d/l", "/x", true)]
    [InlineData("d/l", "x//..", false)]
    public void A_link_leads_out_when_it_is_absolute_or_goes_above_the_project(string link, string text, bool leadsOut) =>
        Assert.Equal(leadsOut, PullConsent.LeadsOut(Path(link), System.Text.Encoding.UTF8.GetBytes(text)));

    private static RelativePath Path(string text) => RelativePath.Parse(text);

    private string Text(string path) => System.Text.Encoding.UTF8.GetString(_scene.Project.ReadFile(Path(path)));

    private async Task PushedAsync()
    {
        _scene.Project.Write("a", "1");
        _scene.Project.Write("b", "2");
        _scene.Project.Link(Path("link"), "a"u8);
        RunSummary summary = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
    }

    private async Task AssertNeedsYesAsync(string listed, params RelativePath[] paths)
    {
        var before = _scene.Project.Entries;
        RunSummary refused = await _scene.PullAsync(new PullOptions { Paths = paths });
        Assert.True(refused.Exit == ExitCode.Refused, PushScene.Describe(refused));
        Assert.Contains(listed, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--yes", refused.Message, StringComparison.Ordinal);
        PushScene.AssertSame(before, _scene.Project.Entries);

        RunSummary agreed = await _scene.PullAsync(new PullOptions { Paths = paths, Confirmed = true });
        Assert.True(agreed.Exit == ExitCode.Done, PushScene.Describe(agreed));
    }
}
