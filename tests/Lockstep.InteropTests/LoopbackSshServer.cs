using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lockstep.InteropTests.Push;
using Lockstep.Native;
using Lockstep.Processes;
using Lockstep.Transport;

namespace Lockstep.InteropTests;

/// <summary>
/// A real OpenSSH server on 127.0.0.1 with keys, home directory and everything else of its own; a login is the user who runs the tests.
/// It goes with its directory when it is disposed. The address is the host <see cref="Host"/> of <see cref="SshCommand"/>.
/// </summary>
internal sealed class LoopbackSshServer : IAsyncDisposable
{
    /// <summary>The host's name in <see cref="ConfigFile"/>.</summary>
    public const string Host = "box";

    private const int StartAttempts = 5;
    private readonly List<string> _log = [];
    private readonly LoginEnvironment _login;
    private Process? _server;

    private LoopbackSshServer(LoginEnvironment login)
    {
        _login = login;
        Directory = System.IO.Directory.CreateTempSubdirectory("lockstep-sshd-").FullName;
        Home = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "home")).FullName;
    }

    /// <summary>Where its files are.</summary>
    public string Directory { get; }

    /// <summary>The login's home directory.</summary>
    public string Home { get; }

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>The client's configuration.</summary>
    public string ConfigFile => Path.Combine(Directory, "ssh_config");

    /// <summary>The value for <c>LOCKSTEP_SSH</c>.</summary>
    public string SshCommand => $"ssh -F '{ConfigFile}'";

    /// <summary>The login's private key.</summary>
    public string Identity => Path.Combine(Directory, "id");

    /// <summary>What the client is told to know the host by.</summary>
    public string KnownHosts => Path.Combine(Directory, "known_hosts");

    /// <summary>The keys that may log in.</summary>
    public string AuthorizedKeys => Path.Combine(Directory, "authorized_keys");

    /// <summary>The server's log so far.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>How to connect to it.</summary>
    public SshSettings Settings => new() { Command = SshCommand, Launcher = BuiltPrograms.Launcher };

    private bool IsOther => _login.IsUnprivileged && EffectiveUser.Id == 0;

    private string LoginScript => Path.Combine(Directory, "login");

    /// <summary>Starts a server.</summary>
    public static async Task<LoopbackSshServer> StartAsync(LoginEnvironment? login = null)
    {
        var server = new LoopbackSshServer(login ?? new LoginEnvironment());
        await server.PrepareAsync();
        for (int attempt = 1; !await server.TryListenAsync(); attempt++)
        {
            if (attempt == StartAttempts)
            {
                throw new InvalidOperationException($"sshd does not start:\n{string.Join('\n', server.Log)}");
            }
        }

        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        using Process lastLogin = Process.Start(BuiltPrograms.Installed("/usr/bin/flock", "util-linux"), ["--wait", "20", LoginScript, "true"]);
        await lastLogin.WaitForExitAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task PrepareAsync()
    {
        foreach (string key in new[] { "host", "id" })
        {
            using Process keygen = Process.Start(new ProcessStartInfo(
                BuiltPrograms.Installed("/usr/bin/ssh-keygen", "openssh-client"),
                ["-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(Directory, key)])
            { RedirectStandardInput = true })!;
            await keygen.WaitForExitAsync();
        }

        string options = _login.KeyOptions.Replace("{home}", Home, StringComparison.Ordinal);
        await File.WriteAllTextAsync(AuthorizedKeys, $"{options} {await File.ReadAllTextAsync(Identity + ".pub")}".TrimStart());
        await File.WriteAllTextAsync(LoginScript, _login.Script(Home));
        File.SetUnixFileMode(LoginScript, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (IsOther)
        {
            Shell.Run($"cat /etc/passwd > passwd; echo '{UnprivilegedUser.PasswordLine(Home)}' >> passwd; chmod 755 . login; chmod 644 noise authorized_keys; {UnprivilegedUser.TakeCommand} home", Directory);
        }
    }

    /// <summary>Starts sshd on a free port; another program may have taken it by then.</summary>
    private async Task<bool> TryListenAsync()
    {
        Port = FreePort();
        string hostKey = (await File.ReadAllTextAsync(Path.Combine(Directory, "host.pub"))).Trim();
        await File.WriteAllTextAsync(KnownHosts, $"[127.0.0.1]:{Port} {hostKey}\n");
        await File.WriteAllTextAsync(Path.Combine(Directory, "sshd_config"), $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {Directory}/host
            PidFile none
            AuthorizedKeysFile {AuthorizedKeys}
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            MaxSessions 100
            MaxStartups 100
            LogLevel VERBOSE
            {(_login.KeyOptions.Length > 0 ? "" : $"ForceCommand {LoginScript}")}

            """);
        await File.WriteAllTextAsync(ConfigFile, $"""
            Host {Host}
              HostName 127.0.0.1
              Port {Port}
              User {(IsOther ? UnprivilegedUser.Name : Environment.UserName)}
              IdentityFile {Identity}
              IdentitiesOnly yes
              IdentityAgent none
              StrictHostKeyChecking yes
              UserKnownHostsFile {KnownHosts}
              GlobalKnownHostsFile /dev/null
              LogLevel ERROR

            """);

        if (Environment.UserName == "root")
        {
            System.IO.Directory.CreateDirectory("/run/sshd");
        }

        string serve = $"exec {BuiltPrograms.Installed("/usr/sbin/sshd", "openssh-server")} -D -e -f {Directory}/sshd_config";
        var listening = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server = new Process
        {
            StartInfo = new ProcessStartInfo(
                "/bin/sh", ["-c", IsOther ? $"exec unshare --mount sh -ec 'mount --bind {Directory}/passwd /etc/passwd; {serve}'" : serve])
            { RedirectStandardError = true, RedirectStandardInput = true },
        };
        _server.ErrorDataReceived += (_, line) => Note(line.Data, listening);
        _server.Start();
        _server.BeginErrorReadLine();
        return await listening.Task;
    }

    private void Note(string? line, TaskCompletionSource<bool> listening)
    {
        if (line is null)
        {
            listening.TrySetResult(false);
            return;
        }

        lock (_log)
        {
            _log.Add(line);
        }

        if (line.StartsWith("Server listening", StringComparison.Ordinal))
        {
            listening.TrySetResult(true);
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
