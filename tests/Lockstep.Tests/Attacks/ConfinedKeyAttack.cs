using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions.Live;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, C17: whoever has a key whose forced command is <c>lockstep-agent serve --root DIR</c> tries another root, commands, and to write. How sshd starts it
/// is tested with a real one.
/// </summary>
public sealed class ConfinedKeyAttack : IDisposable
{
    private readonly TemporaryDirectory _place = new();

    public ConfinedKeyAttack() => _place.WithDirectory("srv/shop").WithDirectory("srv/other").WithLink("srv/link", "shop").WithLink("srv/astray", "other");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("srv/shop", true)]
    [InlineData("srv/../srv/./shop/", true)]
    [InlineData("srv/link", true)]
    [InlineData("srv/other", false)]
    [InlineData("srv/astray", false)]
    [InlineData("srv", false)]
    [InlineData("srv/shop/below", false)]
    [InlineData("srv/shop/../other", false)]
    [InlineData("srv/no/such", false)]
    public async Task Only_the_one_root_opens_however_it_is_written(string asked, bool opens)
    {
        await using Served served = await Served.StartAsync(_place["srv/shop"], "--no-commands");
        Task<TargetState> opening = served.Client.OpenAsync(Request(_place[asked], isPreview: true), Cancellation);
        if (opens)
        {
            await opening;
            return;
        }

        SyncException refusal = await Assert.ThrowsAnyAsync<SyncException>(() => opening);
        Assert.Equal(ExitCode.Refused, refusal.ExitCode);
        Assert.Contains($"confined to '{_place["srv/shop"]}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_turned_after_the_check_leads_nowhere_else()
    {
        await using Served served = await Served.StartAsync(_place["srv/shop"]);
        await served.Client.OpenAsync(Request(_place["srv/link"], isPreview: false), Cancellation);
        File.Delete(_place["srv/link"]);
        File.CreateSymbolicLink(_place["srv/link"], "other");
        await served.Client.BeginAsync(ScriptedClient.Run(ScriptedClient.AddDirectory("made")), Cancellation);
        await served.Client.CommitAsync(Cancellation);
        Assert.True(Directory.Exists(_place["srv/shop/made"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place["srv/other"]));
    }

    [Theory]
    [InlineData("--no-commands", 0, ExitCode.Refused)]
    [InlineData("--no-commands", 7, ExitCode.DeployFailed)]
    [InlineData("--read-only", 0, ExitCode.Refused)]
    public async Task No_command_runs_where_none_is_allowed(string option, long deployOf, ExitCode exit)
    {
        await using Served served = await Served.StartAsync(_place["srv/shop"], option);
        await served.Client.OpenAsync(Request(_place["srv/shop"], isPreview: option == "--read-only"), Cancellation);
        byte[] touch = Encoding.UTF8.GetBytes(_place["srv/touched"]);
        var command = new CommandRequest(["touch"u8.ToArray(), touch], [], Timeout.InfiniteTimeSpan, []) { DeployOf = deployOf };
        SyncException refusal = await Assert.ThrowsAnyAsync<SyncException>(() => served.Client.RunAsync(command, (_, _) => { }, Cancellation));
        Assert.Equal(exit, refusal.ExitCode);
        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_place["srv/touched"]));
    }

    [Fact]
    public async Task Nothing_is_written_where_only_reading_is_allowed()
    {
        await using Served served = await Served.StartAsync(_place["srv/shop"], "--read-only");
        SyncException refusal = await Assert.ThrowsAnyAsync<SyncException>(() => served.Client.OpenAsync(Request(_place["srv/shop"], isPreview: false), Cancellation));
        Assert.Equal(ExitCode.Refused, refusal.ExitCode);
        Assert.False(Directory.Exists(_place["srv/.lockstep"]));
    }

    [Fact]
    public async Task Reading_works_where_only_reading_is_allowed()
    {
        _place.WithFile("srv/shop/a", "1");
        await using Served served = await Served.StartAsync(_place["srv/shop"], "--read-only");
        await served.Client.OpenAsync(Request(_place["srv/shop"], isPreview: true), Cancellation);
        IReadOnlyList<Difference> found = await served.Client.ProbeAsync([RelativePath.Parse("a")], Cancellation);
        Assert.Equal(RelativePath.Parse("a"), Assert.Single(found).Path);
    }

    [Theory]
    [InlineData("--root srv", true, true)]
    [InlineData("--root srv --no-commands", false, true)]
    [InlineData("--read-only --root srv", false, false)]
    [InlineData("--root srv --read-only --no-commands", false, false)]
    public void What_stands_in_the_forced_command_is_what_holds(string words, bool allowsCommands, bool allowsWriting)
    {
        Assert.True(Confinement.TryParse(words.Split(' '), out Confinement confinement));
        Assert.Equal((allowsCommands, allowsWriting), (confinement.AllowsCommands, confinement.AllowsWriting));
        Assert.Equal("srv"u8.ToArray(), confinement.Root.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("--no-commands")]
    [InlineData("--root")]
    [InlineData("--root srv --readonly")]
    [InlineData("--root srv --root other")]
    [InlineData("--root srv other")]
    public void What_is_not_understood_serves_nothing(string words) =>
        Assert.False(Confinement.TryParse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _));

    [Fact]
    public void What_was_meant_for_the_bootstrap_is_passed_over_to_the_byte()
    {
        var pipe = new ProcessPipe();
        using var output = new DescriptorWriter(pipe.WriteEnd);
        using var input = new DescriptorReader(pipe.ReadEnd);
        output.Write("123 keep\n~/agents\n\u0001\n\nrest"u8);
        AgentProcess.PassLines(input);
        byte[] rest = new byte[7];
        input.ReadExactly(rest);
        Assert.Equal("\u0001\n\nrest"u8.ToArray(), rest);
    }

    [Fact]
    public void A_stranger_at_the_forced_command_is_sent_away()
    {
        var pipe = new ProcessPipe();
        using var input = new DescriptorReader(pipe.ReadEnd);
        using (var output = new DescriptorWriter(pipe.WriteEnd))
        {
            output.Write(new byte[9000]);
        }

        Assert.Throws<ProtocolException>(() => AgentProcess.PassLines(input));
    }

    [Fact]
    public async Task A_watch_whose_command_is_refused_ends_with_the_reason()
    {
        const string Reason = "refused: this key may not run commands on the host (--no-commands).";
        using var scene = new LiveScene
        {
            Refusal = new SyncException(ExitCode.Refused, Reason),
            Reactions = new ReactionOptions { Command = ["serve"u8.ToArray()], CommandLasts = true },
        };
        RunSummary end = await scene.WatchToEndAsync(() => scene.Seen.UntilAsync(() => scene.Seen.Last is not null));
        Assert.Equal((ExitCode.Refused, Reason), (end.Exit, end.Message));
    }

    private static OpenRequest Request(string root, bool isPreview) => new(Encoding.UTF8.GetBytes(root), isPreview, SnapshotDigest.None, "mallory@ci");

    /// <summary>A client at an agent that is confined.</summary>
    private sealed class Served(HostedAgent agent, RemoteEndpoint client) : IAsyncDisposable
    {
        public RemoteEndpoint Client => client;

        public static async Task<Served> StartAsync(string root, params string[] options)
        {
            Assert.True(Confinement.TryParse(["--root", root, .. options], out Confinement confinement));
            var link = new PeerLink();
            var agent = new HostedAgent(link, new ConfinedEndpoint(new LocalEndpoint(), confinement));
            return new Served(agent, await RemoteEndpoint.GreetAsync(link, Compression.None, bandwidthLimit: null, Cancellation));
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await agent.DisposeAsync();
        }
    }
}
