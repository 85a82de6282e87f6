using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>
/// A real service: a small HTTP server that <c>deploy.sh</c> restarts, and that a broken version does not get to serve. After a
/// push that is taken back the old version serves, whoever was killed in between.
/// </summary>
public sealed class DeployedServiceTests : IDisposable
{
    private const string Server = """
        import http.server, sys
        MESSAGE = b'MESSAGE-TEXT'
        BREAK
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(MESSAGE)
            def log_message(self, *words):
                pass
        http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Page).serve_forever()
        """;

    private readonly Workplace _place;
    private readonly int _port = FreePort();

    public DeployedServiceTests(SharedSshServer shared) => _place = new Workplace(shared.Server);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Pid => Path.Combine(_place.TargetParent, "pid");

    [Theory]
    [InlineData("sys.exit(1) # wrong", "")]
    [InlineData("sys.exit(1) # wrong", "kill -9 $PPID")]
    [InlineData("MESSAGE = b'wrong'", "")]
    [InlineData("MESSAGE = b'wrong'", "kill -9 $PPID")]
    public async Task A_version_that_does_not_serve_leaves_the_old_one_serving(string broken, string check)
    {
        Write("one", "", check);
        Assert.Equal(0, (await _place.PushAsync()).Exit);
        Assert.Equal("one", await ReadAsync());

        Write("two", broken, check);
        ClientResult result = await _place.PushAsync();
        Assert.True(result.Exit == 6, result.Errors);
        Assert.Equal((2, 3), (result.Count("run"), result.Count("undone")));
        Assert.Equal("one", await ReadAsync());
        Assert.Contains("b'one'", await File.ReadAllTextAsync(Path.Combine(_place.Target, "server.py"), Cancellation), StringComparison.Ordinal);

        Write("two", "", check);
        Assert.Equal(0, (await _place.PushAsync()).Exit);
        Assert.Equal("two", await ReadAsync());
    }

    public void Dispose()
    {
        Shell.Run($"[ ! -f {Pid} ] || kill $(cat {Pid}) 2>/dev/null || :");
        _place.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void Write(string message, string broken, string onFailedCheck)
    {
        string server = Server.Replace("MESSAGE-TEXT", message, StringComparison.Ordinal).Replace("BREAK", broken, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_place.Project, "server.py"), server);
        File.WriteAllText(Path.Combine(_place.Project, "deploy.sh"), $"""
            [ ! -f {Pid} ] || kill $(cat {Pid}) 2>/dev/null
            setsid python3 server.py {_port} </dev/null >/dev/null 2>&1 &
            echo $! > {Pid}
            """);
        string ask = $"python3 -c \"import urllib.request as r; assert r.urlopen(\\\"http://127.0.0.1:{_port}\\\").read() in (b\\\"one\\\", b\\\"two\\\")\"";
        string after = onFailedCheck.Length == 0 ? "" : $" || {{ ! grep -q wrong server.py || {onFailedCheck}; false; }}";
        File.WriteAllText(
            Path.Combine(_place.Project, "lockstep.toml"),
            $"[deploy]\ncheck = \'\'\'{ask}{after}\'\'\'\ncheck_timeout = '5s'\non_failure = 'undo'\n");
    }

    private async Task<string> ReadAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}"), Cancellation);
    }
}
