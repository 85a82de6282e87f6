using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Running;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What <c>pull</c> asks of the library.</summary>
public sealed class PullVerbTests : CommandLineScene
{
    [Fact]
    public async Task A_bare_pull_asks_for_the_drift()
    {
        await RunAsync("pull box:");

        PullOptions options = Assert.Single(Pulls).Options;
        Assert.Equal(new PullOptions { Paths = options.Paths, Disposable = options.Disposable }, options);
        Assert.Empty(options.Paths);
    }

    [Fact]
    public async Task A_pull_takes_a_target_paths_and_options()
    {
        await RunAsync("pull box: a/b .env -n --force --no-delete --max-delete 3 --yes");

        (PushTarget target, PullOptions options) = Assert.Single(Pulls);
        Assert.Equal("box:", target.Name);
        Assert.Equal([RelativePath.Parse("a/b"), RelativePath.Parse(".env")], options.Paths);
        Assert.Equal((true, true, false, 3, true), (options.IsDryRun, options.Force, options.Deletes, options.MaxDelete, options.Confirmed));
    }

    [Theory]
    [InlineData("pull box: .lockstep/x", ".lockstep is Lockstep's own and never pulled")]
    [InlineData("pull box: a/.lockstep", ".lockstep is Lockstep's own and never pulled")]
    [InlineData("pull box: ../x", "is not in the project")]
    [InlineData("pull both", "a pull has one source, and this names 2: prod, gpu")]
    public async Task A_pull_refuses_what_it_cannot_bring(string arguments, string message)
    {
        await WriteSettingsAsync("[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'\n[group]\nboth=['prod','gpu']");
        Assert.Equal((int)ExitCode.Usage, await RunAsync(arguments));
        Assert.Contains(message, Fixture.Remarks, StringComparison.Ordinal);
    }
}
