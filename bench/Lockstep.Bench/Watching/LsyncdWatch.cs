using System.Diagnostics;

namespace Lockstep.Bench.Watching;

/// <summary>lsyncd with everything set for speed: no delay, and one kept connection for all runs of rsync.</summary>
internal sealed class LsyncdWatch : IWatcher
{
    private readonly Process _process;
    private readonly string _ssh;

    private LsyncdWatch(Process process, string ssh) => (_process, _ssh) = (process, ssh);

    /// <inheritdoc/>
    public string Name => "lsyncd, delay 0, ControlMaster";

    /// <inheritdoc/>
    public ProcessUse? Use => null;

    /// <summary>Starts it; its first run goes on behind that.</summary>
    public static LsyncdWatch Start(Field field, string source, string destination, bool isLong)
    {
        string directory = field.NewDirectory("lsyncd");
        string ssh = $"{field.Ssh(isLong)} -o ControlMaster=auto -o ControlPath={directory}/control -o ControlPersist=yes";
        Shell.Run($"{ssh} box true </dev/null >/dev/null 2>&1");
        string settings = Path.Combine(directory, "lsyncd.lua");
        File.WriteAllText(settings, $$"""
            settings { nodaemon = true }
            sync { default.rsync, source = "{{source}}", target = "box:{{destination}}", delay = 0, rsync = { archive = true, rsh = "{{ssh}}" } }

            """);
        var start = new ProcessStartInfo("lsyncd", ["-nodaemon", "-log", "scarce", settings]) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return new LsyncdWatch(process, ssh);
    }

    /// <inheritdoc/>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"lsyncd ended with {_process.ExitCode}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Shell.Run($"{_ssh} -O exit box 2>/dev/null || true");
    }
}
