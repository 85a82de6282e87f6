using System.Diagnostics;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;
using Xunit;

namespace Lockstep.InteropTests.Transport;

/// <summary>The agent as it is uploaded: small, static, and able to check itself.</summary>
public sealed class AgentTests
{
    private const int MaxCompressedLength = 2_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_client_has_agents_for_both_platforms_each_under_2_MB_compressed()
    {
        Assert.Equal([AgentPlatform.LinuxArm64, AgentPlatform.LinuxX64], BuiltPrograms.Agents.Images.Select(image => image.Platform).OrderBy(p => p.Machine));
        Assert.All(BuiltPrograms.Agents.Images, image => Assert.InRange(image.CompressedLength, 1, MaxCompressedLength));
    }

    [Fact]
    public async Task The_uploaded_agent_starts_and_is_found_again()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await using PeerConnection first = await ConnectAsync(server);
        await using PeerConnection second = await ConnectAsync(server);
        Assert.Equal(BuiltPrograms.Agents.Images.Single(image => image.Platform == AgentPlatform.LinuxX64).CompressedLength, first.AgentBytes);
        Assert.True(first.BytesSent > first.AgentBytes);
        Assert.Equal(0, second.AgentBytes);
        Assert.InRange(second.BytesSent, 1, 4096);
    }

    [Theory]
    [InlineData("linux-x64", "")]
    [InlineData("linux-arm64", "/usr/bin/qemu-aarch64-static")]
    public async Task An_agent_knows_itself_and_no_other(string platform, string emulator)
    {
        AgentPlatform which = platform == "linux-x64" ? AgentPlatform.LinuxX64 : AgentPlatform.LinuxArm64;
        string identity = BuiltPrograms.Agents.Images.Single(image => image.Platform == which).Identity;
        string agent = BuiltPrograms.Agent(platform);
        string[] command = emulator.Length == 0 ? [agent] : [BuiltPrograms.Installed(emulator, "qemu-user-static"), agent];
        Assert.Equal(0, await RunAsync([.. command, "verify", identity]));
        Assert.Equal(1, await RunAsync([.. command, "verify", new string('0', identity.Length)]));
    }

    [Fact]
    public async Task The_agent_runs_in_an_empty_root_directory()
    {
        string root = Directory.CreateTempSubdirectory("lockstep-root-").FullName;
        File.Copy(BuiltPrograms.Agent("linux-x64"), Path.Combine(root, "agent"));
        string[] chroot = Environment.UserName == "root" ? ["chroot"] : ["unshare", "--map-root-user", "chroot"];
        Assert.Equal(0, await RunAsync([.. chroot, root, "/agent", "--version"]));
        Assert.Equal(0, await RunAsync([.. chroot, root, "/agent", "verify", BuiltPrograms.Agents.Images.Single(i => i.Platform == AgentPlatform.LinuxX64).Identity]));
        Directory.Delete(root, recursive: true);
    }

    private static Task<PeerConnection> ConnectAsync(LoopbackSshServer server) =>
        SshConnector.ConnectAgentAsync(new SshAddress(LoopbackSshServer.Host), server.Settings, BuiltPrograms.Agents, AgentStart.Usual, Cancellation);

    private static async Task<int> RunAsync(string[] command)
    {
        using Process process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode;
    }
}
