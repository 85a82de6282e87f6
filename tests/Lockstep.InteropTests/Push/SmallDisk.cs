using System.Diagnostics;
using Lockstep.Native;
using Lockstep.Native.Descriptors;

namespace Lockstep.InteropTests.Push;

/// <summary>A small file system on a directory, seen only by what is started in it: nothing of it stays on the machine.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly Process _holder;

    /// <param name="directory">Where it is mounted.</param>
    /// <param name="size">As tmpfs takes it.</param>
    public SmallDisk(string directory, string size)
    {
        string[] rights = EffectiveUser.Id == 0 ? [] : ["--user", "--map-root-user"];
        string mount = $"mount -t tmpfs -o size={size} none {Shell.Quote(directory)} && echo mounted && cat";
        _holder = Process.Start(new ProcessStartInfo(
            BuiltPrograms.Installed("/usr/bin/unshare", "util-linux"), [.. rights, "--mount", "sh", "-c", mount])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (_holder.StandardOutput.ReadLine() != "mounted")
        {
            throw new InvalidOperationException("no file system can be mounted here, not even in a namespace of its own");
        }

        string[] user = EffectiveUser.Id == 0 ? [] : ["--user", "--preserve-credentials"];
        Starter = [BuiltPrograms.Installed("/usr/bin/nsenter", "util-linux"), "--target", $"{_holder.Id}", .. user, "--mount"];
    }

    /// <summary>The command that starts another one where the disk is.</summary>
    public IReadOnlyList<string> Starter { get; }

    /// <summary>Runs a script there.</summary>
    public string Run(string script) => Shell.Run($"{string.Join(' ', Starter)} sh -ec {Shell.Quote(script)}");

    /// <inheritdoc/>
    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
