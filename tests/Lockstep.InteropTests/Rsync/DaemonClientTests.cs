using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lockstep.Native;
using Lockstep.Tests.Files;

namespace Lockstep.InteropTests.Rsync;

/// <summary>Our client and the machine's rsync as a daemon.</summary>
public sealed class DaemonClientTests : IDisposable
{
    private readonly TemporaryDirectory _place = new TemporaryDirectory().WithFile("pub/sub/a", "one").WithFile("pub/b", "two").WithDirectory("up").WithDirectory("out");
    private readonly Process _daemon;
    private readonly string _url;

    public DaemonClientTests()
    {
        int port = FreePort();
        _url = $"127.0.0.1:{port}";
        _place.WithFile("secrets", "alice:s3cret\n").WithFile("password", "s3cret\n").WithFile("wrong", "wrong\n").WithFile("motd", "be welcome\n");
        File.SetUnixFileMode(_place["secrets"], (UnixFileMode)0x180);
        _place.WithFile("rsyncd.conf", $"""
            use chroot = no
            munge symlinks = no
            motd file = {_place["motd"]}
            log file = {_place["log"]}
            {(EffectiveUser.Id == 0 ? "uid = 0" : "")}
            {(EffectiveUser.Id == 0 ? "gid = 0" : "")}
            [pub]
              path = {_place["pub"]}
              comment = public files
              timeout = 60
            [up]
              path = {_place["up"]}
              read only = no
              auth users = alice
              secrets file = {_place["secrets"]}

            """);
        string[] words = ["--daemon", "--no-detach", "--address=127.0.0.1", $"--port={port}", $"--config={_place["rsyncd.conf"]}"];
        _daemon = Process.Start(new ProcessStartInfo(StockPeer.Program, words))!;
        AwaitDaemon(port);
    }

    [Fact]
    public async Task Modules_are_listed()
    {
        (int exit, string said) = await StockPeer.RunOursAsync($"rsync://{_url}/");

        Assert.Equal(0, exit);
        Assert.Contains("be welcome", said, StringComparison.Ordinal);
        Assert.Contains("pub            \tpublic files", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(27)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(32)]
    public async Task A_module_is_pulled_and_one_with_a_password_is_pushed_to(int version)
    {
        (int pulled, string whilePulling) = await StockPeer.RunOursAsync("-rlt", $"--protocol={version}", $"rsync://{_url}/pub/", _place["out/"]);
        (int pushed, string whilePushing) = await StockPeer.RunOursAsync(
            "-rltz", $"--protocol={version}", $"--password-file={_place["password"]}", _place["pub/"], $"rsync://alice@{_url}/up/");

        Assert.True(pulled == 0, whilePulling);
        Assert.True(pushed == 0, whilePushing);
        Assert.Equal("", StockPeer.Run("-rltcin", "--delete", _place["pub/"], _place["out/"]).Said);
        Assert.Equal("", StockPeer.Run("-rltcin", "--delete", _place["pub/"], _place["up/"]).Said);
    }

    [Theory]
    [InlineData("nothing", "password", 5, "Unknown module")]
    [InlineData("up", "wrong", 5, "auth failed")]
    [InlineData("pub", "password", 1, "read only")]
    public async Task A_refusal_is_told_with_its_code(string module, string password, int code, string words)
    {
        (int exit, string said) = await StockPeer.RunOursAsync(
            "-r", $"--password-file={_place[password]}", _place["pub/"], $"rsync://alice@{_url}/{module}/");

        Assert.Equal(code, exit);
        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _daemon.Kill();
        _daemon.WaitForExit();
        _daemon.Dispose();
        _place.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void AwaitDaemon(int port)
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }
    }
}
