using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lockstep.Bench;

/// <summary>A real sshd on 127.0.0.1 with keys of its own.</summary>
internal sealed class SshServer : IDisposable
{
    private readonly Process _process;
    private readonly string _directory;

    private SshServer(string directory, int port, Process process)
    {
        _directory = directory;
        Port = port;
        _process = process;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Its process; every agent runs below it.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts it with its files below a directory.</summary>
    public static SshServer Start(string work)
    {
        string directory = Directory.CreateDirectory(Path.Combine(work, "sshd")).FullName;
        foreach (string key in new[] { "host", "id" })
        {
            Shell.Run($"ssh-keygen -q -t ed25519 -N '' -f {directory}/{key} </dev/null");
        }

        Shell.Run($"cp {directory}/id.pub {directory}/authorized_keys; mkdir -p /run/sshd");
        int port = FreePort();
        File.WriteAllText(Path.Combine(directory, "sshd_config"), $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {directory}/host
            PidFile none
            AuthorizedKeysFile {directory}/authorized_keys
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            MaxStartups 100
            MaxSessions 100

            """);
        Process process = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-f", $"{directory}/sshd_config", "-E", $"{directory}/log"]))!;
        var server = new SshServer(directory, port, process);
        Shell.Run($"for i in $(seq 50); do {server.Ssh(port)} box true && exit 0; sleep 0.1; done; exit 1");
        return server;
    }

    /// <summary>The ssh command that reaches it, as host <c>box</c>, through a port.</summary>
    public string Ssh(int port)
    {
        string file = Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"config-{port}"));
        if (!File.Exists(file))
        {
            File.WriteAllText(file, $"""
                Host box
                  HostName 127.0.0.1
                  Port {port}
                  User {Environment.UserName}
                  IdentityFile {_directory}/id
                  IdentitiesOnly yes
                  StrictHostKeyChecking no
                  UserKnownHostsFile {_directory}/known_hosts-{port}
                  LogLevel ERROR

                """);
        }

        return $"ssh -F {file}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
