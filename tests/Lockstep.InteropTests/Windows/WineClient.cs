using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Windows;

/// <summary>
/// A workplace whose client is the program for Windows in Wine, as <c>build/windows-tests</c> makes it ready; the server is
/// the real one.
/// </summary>
internal sealed class WineClient : IDisposable
{
    private static readonly string Programs = Path.Combine(BuiltPrograms.Root, "artifacts", "windows");

    private readonly SshRelay _relay = new();

    public WineClient(LoopbackSshServer server)
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Programs, "lockstep.exe")), "there is no lockstep.exe: build/windows-tests makes it, and runs this");
        Place = new Workplace(server) { Starter = ["/usr/bin/wine"], Client = Path.Combine(Programs, "lockstep.exe") };
        Place.Environment["WINEPREFIX"] = Path.Combine(Programs, "prefix");
        Place.Environment["WINEDEBUG"] = "-all";
        Place.Environment["WINEDLLOVERRIDES"] = "winedbg.exe=d";
        Place.Environment["LOCKSTEP_TEST_SSH_PORT"] = _relay.Port;
        Place.Environment["LOCKSTEP_SSH"] = $"'Z:{Path.Combine(Programs, "ssh.exe")}' {server.SshCommand[("ssh ".Length)..]}";
        Place.Environment["XDG_STATE_HOME"] = $"Z:{Place.Home}/state";
        Place.Environment["XDG_CACHE_HOME"] = $"Z:{Place.Home}/cache";
    }

    /// <summary>The project, the target and the client.</summary>
    public Workplace Place { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Place.Dispose();
        _relay.Dispose();
    }
}
