using System.Net;
using System.Net.Sockets;
using Lockstep.InteropTests.Push;
using Lockstep.InteropTests.Run;
using Lockstep.Native.Terminals;

namespace Lockstep.InteropTests.Watch;

/// <summary>What runs on a watched target, by the client that users have and over a real ssh.</summary>
public sealed class ReactionTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_and_the_deploy_step_run_once_a_batch_with_its_paths()
    {
        var place = new Workplace(shared.Server);
        place.InProject(
            """
            printf 1 > there
            cat > lockstep.toml <<'END'
            [deploy]
            command = "cat $LOCKSTEP_CHANGED >> ../deployed"
            [[on_change]]
            paths = ["*.c"]
            run = "cat $LOCKSTEP_CHANGED >> ../made; echo made $LOCKSTEP_TARGET"
            END
            """);
        using var watched = new WatchedPlace(place);
        await watched.UntilAsync(step => step is { Event: "command", Source: "deploy", State: "succeeded" });

        place.InProject("printf 1 > .new; mv .new a.c");
        await watched.UntilAsync(line => line is { Event: "output", Source: "on_change" });
        await watched.UntilAsync(step => step is { Event: "command", Source: "deploy", State: "succeeded" });
        place.InProject("printf 1 > .new; mv .new b.txt");
        await watched.UntilAsync(step => step is { Event: "command", Source: "deploy", State: "succeeded" });

        Assert.Equal("a.c\n", Shell.Run("cat made", place.TargetParent));
        Assert.Equal(["a.c", "b.txt"], Shell.Run("grep -v there deployed", place.TargetParent).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(130, (await watched.InterruptAsync()).Exit);
    }

    [Fact]
    public async Task An_edit_of_the_settings_counts_at_once_unless_it_is_wrong()
    {
        var place = new Workplace(shared.Server);
        place.InProject("printf 1 > there; printf '[deploy]\ncommand = \"echo old\"\n' > lockstep.toml");
        using var watched = new WatchedPlace(place);
        await watched.UntilAsync(line => line is { Event: "output", Text: "old" });
        await watched.UntilAsync(step => step is { Event: "command", Source: "deploy", State: "succeeded" });
        place.InProject("printf '[deploy\n' > .new; mv .new lockstep.toml");
        await watched.UntilAsync(line => line is { Event: "problem" });
        place.InProject("printf 2 > .new; mv .new there");
        await watched.UntilAsync(line => line is { Event: "output", Text: "old" });
        place.InProject("printf '[deploy]\ncommand = \"echo new\"\n[[on_change]]\npaths = [\"*.c\"]\nrun = \"echo made\"\n' > .new; mv .new lockstep.toml; printf 3 > .new; mv .new there");
        await watched.UntilAsync(line => line is { Event: "output", Text: "new" });
        place.InProject("printf 1 > .new; mv .new a.c");
        await watched.UntilAsync(line => line is { Event: "output", Text: "made" });
        Assert.Equal(130, (await watched.InterruptAsync()).Exit);
    }

    [Fact]
    public async Task A_failing_rule_is_told_with_its_code_and_the_next_save_goes_out()
    {
        var place = new Workplace(shared.Server);
        place.InProject("printf 1 > there; printf '[[on_change]]\npaths = [\"a\"]\nrun = \"exit 7\"\n[[on_change]]\npaths = [\"slow\"]\nrun = \"sleep 1000\"\ntimeout = \"100ms\"\n' > lockstep.toml");
        using var watched = new WatchedPlace(place);
        await watched.UntilAsync(line => line is { Event: "connection", State: "watching" });
        place.InProject("printf 1 > .new; mv .new a");
        await watched.UntilAsync(step => step is { Event: "command", Source: "on_change", State: "failed", Exit: 7 });
        place.InProject("printf 1 > .new; mv .new slow");
        await watched.UntilAsync(step => step is { Event: "command", Source: "on_change", State: "timed_out" });
        Assert.Equal("1", place.OnTarget("cat slow"));
    }

    [Fact]
    public async Task A_kept_command_gets_its_arguments_and_is_started_anew_after_a_batch()
    {
        var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        using var watched = new WatchedPlace(place, "--", "sh", "-c", "echo \"pid $$ $1\"; exec sleep 1000", "sh", "a  b'\"$");
        string first = (await watched.UntilAsync(line => line is { Event: "output", Source: "command" })).Text!;
        Assert.EndsWith(" a  b'\"$", first, StringComparison.Ordinal);

        place.InProject("printf y > .new; mv .new x");
        string second = (await watched.UntilAsync(line => line is { Event: "output", Source: "command" })).Text!;
        await ProcessEnd.AwaitAsync(first.Split(' ')[1]);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_kept_command_that_ends_by_itself_is_told_with_its_code()
    {
        var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        using var watched = new WatchedPlace(place, "--shell", "exit 3");
        await watched.UntilAsync(step => step is { Event: "command", Source: "command", State: "ended", Exit: 3 });
    }

    [Fact]
    public async Task Nothing_of_the_kept_command_is_left_when_the_client_is_killed()
    {
        var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        using var watched = new WatchedPlace(place, "--shell", "sleep 1000 & echo family $$ $!; wait");
        string[] family = (await watched.UntilAsync(line => line is { Event: "output", Source: "command" })).Text!.Split(' ');
        watched.Kill();
        await ProcessEnd.AwaitAsync(family[1]);
        await ProcessEnd.AwaitAsync(family[2]);
    }

    [Fact]
    public async Task Forwards_and_the_kept_command_come_back_with_the_connection()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        var place = new Workplace(server);
        place.InProject("printf x > x");
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        int port = FreePort();
        string forward = $"127.0.0.1:{port}:127.0.0.1:{((IPEndPoint)service.LocalEndpoint).Port}";
        using var watched = new WatchedPlace(place, "-L", forward, "--shell", "echo up; exec sleep 1000");
        await watched.UntilAsync(line => line is { Event: "output", Text: "up" });
        await CallAsync(port, service);

        Shell.Run($"kill -9 $(pgrep -f '[s]sh -F {server.ConfigFile}' | head -1)");
        await watched.UntilAsync(line => line is { Event: "connection", State: "disconnected" });
        await watched.UntilAsync(line => line is { Event: "output", Text: "up" });
        await CallAsync(port, service);
    }

    [Fact]
    public async Task The_key_q_leaves_with_0()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        await using CommandClient client = place.StartCommand(
            new TerminalSize(80, 24), [.. ((string[])["-C", place.Project, "watch", place.Address]).Select(word => new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(word)))]);
        await client.WaitForAsync("watching");
        await client.WriteAsync("q");
        Assert.Equal(0, await client.EndAsync());
    }

    [Fact]
    public async Task A_first_push_that_is_refused_is_5()
    {
        using var place = new Workplace(shared.Server);
        ClientResult result = await place.RunAsync("-C", place.Project, "watch", place.Address);
        Assert.Equal(5, result.Exit);
    }

    [Fact]
    public async Task A_refused_login_is_3_and_not_tried_again()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        await File.WriteAllTextAsync(server.AuthorizedKeys, "", Cancellation);
        Assert.Equal(3, (await place.RunAsync("-C", place.Project, "watch", place.Address)).Exit);
        Assert.Single(server.Log, line => line.StartsWith("Connection from", StringComparison.Ordinal));
    }

    private static async Task CallAsync(int port, TcpListener service)
    {
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        using TcpClient called = await service.AcceptTcpClientAsync(Cancellation);
        await called.GetStream().WriteAsync("hello"u8.ToArray(), Cancellation);
        byte[] received = new byte[5];
        await caller.GetStream().ReadExactlyAsync(received, Cancellation);
        Assert.Equal("hello"u8.ToArray(), received);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
