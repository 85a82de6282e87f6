using System.Text;
using Lockstep.Sessions.Endpoints;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Transport;

/// <summary>The bootstrap through a real sshd, against everything a login can be.</summary>
public sealed class BootstrapTests
{
    private const string Noise = "Welcome to box!\nLast login: <lockstep\nno end of line";
    private const string EmptyTemporaryDirectories = "for d in /var/tmp /tmp /dev/shm; do mount -t tmpfs tmpfs $d; done; mkdir -p \"$HOME\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Shells => new()
    {
        { "/bin/bash", "bash" },
        { "/bin/bash -l", "bash" },
        { "/usr/bin/zsh", "zsh" },
        { "/usr/bin/fish", "fish" },
        { "/usr/bin/tcsh", "tcsh" },
        { "/bin/dash", "dash" },
        { "/bin/busybox sh", "busybox-static" },
    };

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Any_login_shell_starts_the_agent_past_the_noise_of_its_start_up_files(string shell, string package)
    {
        BuiltPrograms.Installed(shell.Split(' ')[0], package);
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Shell = shell });
        WriteNoisyStartUpFiles(server.Home);

        await using PeerConnection first = await ConnectAsync(server, FakeAgent.Bundle());
        await using PeerConnection second = await ConnectAsync(server, FakeAgent.Bundle());

        Assert.True(first.AgentBytes > 0);
        Assert.Equal(0, second.AgentBytes);
        Assert.StartsWith($"{server.Home}/.cache/lockstep/", await ReadLineAsync(first), StringComparison.Ordinal);
        Assert.StartsWith($"{server.Home}/.cache/lockstep/", await ReadLineAsync(second), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("077")]
    [InlineData("000")]
    [InlineData("777")]
    public async Task The_agent_is_private_and_runs_under_any_umask_and_keeps_it(string umask)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Umask = umask, Noise = Noise });

        await using PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle());

        string agent = await ReadLineAsync(connection);
        Assert.Equal($"0{umask}", await ReadLineAsync(connection));
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(Private, File.GetUnixFileMode(agent));
        Assert.Equal(Private, File.GetUnixFileMode(Path.GetDirectoryName(agent)!));
        Assert.Equal(Private, File.GetUnixFileMode($"{server.Home}/.cache/lockstep"));
    }

    [Fact]
    public async Task The_stream_is_handed_over_at_the_first_byte_of_the_protocol_and_carries_every_byte()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Noise = Noise });
        await using PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle());
        await ReadLineAsync(connection);
        await ReadLineAsync(connection);
        await ReadLineAsync(connection);
        byte[] sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);

        long before = connection.BytesSent;
        Task writing = connection.Output.WriteAsync(sent, Cancellation).AsTask();
        byte[] received = new byte[sent.Length];
        await connection.Input.ReadExactlyAsync(received, Cancellation);
        await writing;

        Assert.Equal(sent, received);
        Assert.Equal(before + sent.Length, connection.BytesSent);
        connection.Output.Dispose();
        Assert.Equal(0, await connection.Input.ReadAsync(received, Cancellation));
        Assert.Equal(0, (await connection.Exited).Code);
    }

    [Fact]
    public async Task The_agent_starts_where_the_login_starts()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { StartDirectory = "/usr" });
        await using PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle());
        await ReadLineAsync(connection);
        await ReadLineAsync(connection);
        Assert.Equal("/usr", await ReadLineAsync(connection));
    }

    [Fact]
    public async Task Another_version_of_the_agent_goes_beside_the_one_that_is_there()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await using PeerConnection old = await ConnectAsync(server, FakeAgent.Bundle("1"));
        await using PeerConnection young = await ConnectAsync(server, FakeAgent.Bundle("2"));
        Assert.True(young.AgentBytes > 0);
        Assert.NotEqual(await ReadLineAsync(old), await ReadLineAsync(young));
    }

    [Fact]
    public async Task A_new_version_leaves_the_agents_used_last_and_those_in_use_and_nothing_else_of_agents()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        string cache = $"{server.Home}/.cache/lockstep";
        foreach ((string file, int age) in new[]
        {
            ("running/lockstep-agent", 50), ("old/lockstep-agent", 40), ("cut/lockstep-agent.box.7", 40), ("young/lockstep-agent", 20), ("younger/lockstep-agent", 10), ("hashes/index", 40),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{cache}/{file}")!);
            File.Copy("/bin/sleep", $"{cache}/{file}");
            File.SetLastWriteTimeUtc($"{cache}/{file}", DateTime.UtcNow.AddDays(-age));
        }

        using var running = System.Diagnostics.Process.Start($"{cache}/running/lockstep-agent", "600");
        foreach ((string name, int age) in new[] { ("running", 50), ("old", 40), ("young", 20), ("younger", 10) })
        {
            File.SetLastAccessTimeUtc($"{cache}/{name}/lockstep-agent", DateTime.UtcNow.AddDays(-age));
        }

        await using PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle());
        string own = Path.GetFileName(Path.GetDirectoryName(await ReadLineAsync(connection))!);
        running.Kill();
        Assert.Equal(new[] { "hashes", own, "running", "young", "younger" }.Order(), Directory.GetDirectories(cache).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("half a program", "#!/bin/s")]
    [InlineData("no program", "\u007fELF and nothing of one")]
    [InlineData("a program that ends", "#!/bin/sh\nexit 0\n")]
    [InlineData("a program that is killed", "#!/bin/sh\nkill -9 $$\n")]
    [InlineData("a program that answers otherwise", "#!/bin/sh\necho \"<lockstep-bootstrap> hello\"\n")]
    public async Task A_kept_agent_that_does_not_run_is_told_and_a_new_one_takes_its_place(string name, string content)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Noise = Noise, MountCommands = LoginEnvironment.NoSha256Sum });
        string agent;
        await using (PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle()))
        {
            agent = await ReadLineAsync(connection);
        }

        await File.WriteAllTextAsync(agent, content, Cancellation);
        ConnectionException refusal = await Assert.ThrowsAsync<ConnectionException>(() => ConnectAsync(server, FakeAgent.Bundle(), Opening("lost")));
        await using PeerConnection renewed = await ConnectAsync(server, FakeAgent.Bundle(), Opening("kept") with { IsRenewal = true });
        await using PeerConnection found = await ConnectAsync(server, FakeAgent.Bundle(), Opening("next"));

        Assert.True(refusal.Failure == ConnectionFailure.AgentUnfit, $"{name}: {refusal}");
        Assert.True(renewed.AgentBytes > 0);
        Assert.Equal(0, found.AgentBytes);
        Assert.Equal(agent, await ReadLineAsync(renewed));
        Assert.Equal("kept", await ReadEchoAsync(renewed));
        Assert.Equal(agent, await ReadLineAsync(found));
        Assert.Equal("next", await ReadEchoAsync(found));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_is_sent_ahead_reaches_the_agent_whether_it_was_there_or_not(string shell, string package)
    {
        BuiltPrograms.Installed(shell.Split(' ')[0], package);
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Shell = shell, Noise = Noise });
        await using PeerConnection first = await ConnectAsync(server, FakeAgent.Bundle(), Opening("first"));
        await using PeerConnection second = await ConnectAsync(server, FakeAgent.Bundle(), Opening("second"));

        await ReadLineAsync(first);
        await ReadLineAsync(second);
        Assert.True(first.AgentBytes > 0);
        Assert.Equal("first", await ReadEchoAsync(first));
        Assert.Equal("second", await ReadEchoAsync(second));
    }

    [Theory]
    [InlineData("777", "700")]
    [InlineData("700", "770")]
    public async Task An_agent_in_a_directory_that_others_may_change_is_not_started_as_it_is(string cacheMode, string agentMode)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        string cache = $"{server.Home}/.cache/lockstep";
        await using (PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle()))
        {
            await ReadLineAsync(connection);
        }

        File.SetUnixFileMode(cache, (UnixFileMode)Convert.ToInt32(cacheMode, 8));
        File.SetUnixFileMode(Directory.GetDirectories(cache).Single(), (UnixFileMode)Convert.ToInt32(agentMode, 8));
        await using PeerConnection second = await ConnectAsync(server, FakeAgent.Bundle());

        Assert.True(second.AgentBytes > 0);
        Assert.Equal((UnixFileMode)Convert.ToInt32("700", 8), File.GetUnixFileMode(cache));
        Assert.Equal((UnixFileMode)Convert.ToInt32("700", 8), File.GetUnixFileMode(Directory.GetDirectories(cache).Single()));
    }

    [Fact]
    public async Task Without_gzip_the_agent_goes_uncompressed()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new()
        {
            MountCommands = EmptyTemporaryDirectories + "; mkdir \"$HOME/bin\"; for p in cat chmod find rmdir head id ls mkdir mv rm uname sh; do ln -s $(command -v $p) \"$HOME/bin/$p\"; done; "
                + "PATH=$HOME/bin; export PATH",
            Shell = "/bin/sh",
        });
        AgentBundle bundle = FakeAgent.Bundle();
        await using PeerConnection connection = await ConnectAsync(server, bundle);
        Assert.Equal(bundle.Images[0].Length, connection.AgentBytes);
        Assert.StartsWith(server.Home, await ReadLineAsync(connection), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("without HOME", false, EmptyTemporaryDirectories)]
    [InlineData("read-only home", true, EmptyTemporaryDirectories + "; mount -t tmpfs -o ro tmpfs \"$HOME\"")]
    [InlineData("noexec home", true, EmptyTemporaryDirectories + "; mount -t tmpfs -o noexec tmpfs \"$HOME\"")]
    public async Task A_home_that_cannot_hold_the_agent_gives_way_to_a_temporary_directory(string name, bool hasHome, string mounts)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { HasHome = hasHome, MountCommands = mounts });
        await using PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle());
        string agent = await ReadLineAsync(connection);
        Assert.True(agent.StartsWith("/var/tmp/lockstep-", StringComparison.Ordinal), $"{name}: {agent}");
    }

    [Theory]
    [InlineData("a link", "mkdir -m 700 /dev/shm/theirs; ln -s /dev/shm/theirs /var/tmp/lockstep-$(id -u)")]
    [InlineData("a file", "echo >/var/tmp/lockstep-$(id -u)")]
    [InlineData("a directory of another user", "mkdir -m 700 /var/tmp/lockstep-$(id -u); chown 65534 /var/tmp/lockstep-$(id -u)")]
    [InlineData("a directory in one that others may change", "chmod 777 /var/tmp")]
    public async Task A_prepared_temporary_directory_is_not_trusted(string name, string attack)
    {
        Assert.True(Environment.UserName == "root" || !attack.Contains("chown", StringComparison.Ordinal), "giving a directory to another user needs root");
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new()
        {
            HasHome = false,
            MountCommands = $"{EmptyTemporaryDirectories}; {attack}",
        });
        await using PeerConnection connection = await ConnectAsync(server, FakeAgent.Bundle());
        string agent = await ReadLineAsync(connection);
        Assert.False(agent.StartsWith("/var/tmp/", StringComparison.Ordinal), $"{name}: {agent}");
    }

    [Fact]
    public async Task A_configured_directory_goes_before_home_whatever_its_name_holds()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        string directory = Path.Combine(server.Directory, "it's $HOME `id` \"a\\b\" * é");
        Directory.CreateDirectory(directory);
        await using PeerConnection connection = await SshConnector.ConnectAgentAsync(
            new SshAddress(LoopbackSshServer.Host), server.Settings with { AgentDirectory = directory }, FakeAgent.Bundle(), AgentStart.Usual, Cancellation);
        Assert.StartsWith($"{directory}/lockstep/", await ReadLineAsync(connection), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_directory_will_do_the_message_names_all_that_were_tried()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new()
        {
            MountCommands = "for d in /var/tmp /dev/shm /tmp; do mount -t tmpfs -o noexec tmpfs $d; done; mkdir -p \"$HOME\"; mount -t tmpfs -o noexec tmpfs \"$HOME\"",
        });
        string missing = Path.Combine(server.Directory, "missing");
        ConnectionException refusal = await Assert.ThrowsAsync<ConnectionException>(() => SshConnector.ConnectAgentAsync(
            new SshAddress(LoopbackSshServer.Host), server.Settings with { AgentDirectory = missing }, FakeAgent.Bundle(), AgentStart.Usual, Cancellation));
        Assert.Equal(ConnectionFailure.NoAgentDirectory, refusal.Failure);
        Assert.Contains("/.cache/lockstep (no-programs-allowed)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/dev/shm/lockstep-", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("agent_dir", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_does_not_run_is_taken_away_again()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { MountCommands = EmptyTemporaryDirectories });
        ConnectionException refusal = await Assert.ThrowsAsync<ConnectionException>(() => ConnectAsync(server, FakeAgent.Broken()));
        Assert.Equal(ConnectionFailure.NoAgentDirectory, refusal.Failure);
        Assert.Contains("does-not-run", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_full_of_the_agent_does_not_confuse_the_stream()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new()
        {
            MountCommands = EmptyTemporaryDirectories + "; mount -t tmpfs -o size=64k tmpfs \"$HOME\"",
        });
        ReadOnlyMemory<byte> opening = Greeting.With(new OpenRequest("/missing/root"u8.ToArray(), IsPreview: true, SnapshotDigest.None, "ann@desk"));
        await using PeerConnection connection = await ConnectAsync(server, BuiltPrograms.Agents, new AgentStart(Task.FromResult(opening)));
        Assert.Equal(2 * BuiltPrograms.Agents.Images[0].CompressedLength, connection.AgentBytes);
        byte[] first = new byte[1];
        await connection.Input.ReadExactlyAsync(first, Cancellation);
        Assert.Equal((byte)MessageType.Hello, first[0]);
    }

    [Fact]
    public async Task Endless_noise_ends_the_attempt_and_its_first_line_is_shown()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Noise = "Hello \u001b[31mfriend\n" + new string('x', 200_000) });
        ConnectionException refusal = await Assert.ThrowsAsync<ConnectionException>(() => ConnectAsync(server, FakeAgent.Bundle()));
        Assert.Contains("64 KiB", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("\"Hello \\x1b[31mfriend\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_only_talks_is_quoted()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Noise = "This account is for file transfer only.\n", Shell = "/bin/true" });
        ConnectionException refusal = await Assert.ThrowsAsync<ConnectionException>(() => ConnectAsync(server, FakeAgent.Bundle()));
        Assert.Equal(ConnectionFailure.NoAgent, refusal.Failure);
        Assert.Contains("This account is for file transfer only.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_without_an_agent_is_named()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        ConnectionException refusal = await Assert.ThrowsAsync<ConnectionException>(() => ConnectAsync(server, new AgentBundle([])));
        Assert.Equal(ConnectionFailure.PlatformUnsupported, refusal.Failure);
        Assert.Contains("Linux x86_64", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_first_contacts_at_once_both_succeed()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        PeerConnection[] both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConnectAsync(server, FakeAgent.Bundle())));
        foreach (PeerConnection connection in both)
        {
            Assert.EndsWith("/lockstep-agent", await ReadLineAsync(connection), StringComparison.Ordinal);
            await connection.DisposeAsync();
        }

        Assert.Single(Directory.GetFiles($"{server.Home}/.cache/lockstep", "lockstep-agent*", SearchOption.AllDirectories));
    }

    private static Task<PeerConnection> ConnectAsync(LoopbackSshServer server, AgentBundle agents, AgentStart? start = null) =>
        SshConnector.ConnectAgentAsync(new SshAddress(LoopbackSshServer.Host), server.Settings, agents, start ?? AgentStart.Usual, Cancellation);

    private static AgentStart Opening(string line) => new(Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes($"{line}\n")));

    /// <summary>What the agent echoes first, behind its umask and directory.</summary>
    private static async Task<string> ReadEchoAsync(PeerConnection connection)
    {
        await ReadLineAsync(connection);
        await ReadLineAsync(connection);
        return await ReadLineAsync(connection);
    }

    private static async Task<string> ReadLineAsync(PeerConnection connection)
    {
        var line = new List<byte>();
        byte[] next = new byte[1];
        while (await connection.Input.ReadAsync(next, Cancellation) == 1 && next[0] != '\n')
        {
            line.Add(next[0]);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    private static void WriteNoisyStartUpFiles(string home)
    {
        Directory.CreateDirectory($"{home}/.config/fish");
        foreach (string file in new[] { ".bashrc", ".bash_profile", ".profile", ".zshenv", ".tcshrc", ".config/fish/config.fish" })
        {
            File.WriteAllText(Path.Combine(home, file), $"echo noise from {file}\n");
        }
    }
}
