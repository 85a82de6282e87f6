using System.Text;
using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests;

/// <summary>What a login at a <see cref="LoopbackSshServer"/> finds. The command runs in <see cref="Shell"/> as a login shell would run it.</summary>
internal sealed record LoginEnvironment
{
    /// <summary>The shell with its leading arguments, each without white space; it gets <c>-c COMMAND</c>.</summary>
    public string Shell { get; init; } = "/bin/sh";

    /// <summary>What is printed on standard output before the shell starts.</summary>
    public string Noise { get; init; } = "";

    /// <summary>The umask, in octal.</summary>
    public string Umask { get; init; } = "022";

    /// <summary>Whether a login is <see cref="UnprivilegedUser"/>, where that is not who runs the tests anyway.</summary>
    public bool IsUnprivileged { get; init; }

    /// <summary>Where it starts; the home directory when null.</summary>
    public string? StartDirectory { get; init; }

    /// <summary><see cref="MountCommands"/> for a host without <c>sha256sum</c>.</summary>
    public const string NoSha256Sum = "mount --bind /dev/null \"$(command -v sha256sum)\"";

    /// <summary>What stands before the key in <c>authorized_keys</c>: then nothing is run but what that says. <c>{home}</c> is the home directory.</summary>
    public string KeyOptions { get; init; } = "";

    /// <summary>Whether HOME is set.</summary>
    public bool HasHome { get; init; } = true;

    /// <summary>
    /// Commands for <c>sh</c> to run before, such as mounts: each login has its own mount namespace then, so nothing of it stays on the
    /// machine. <c>$HOME</c> is the home directory.
    /// </summary>
    public string MountCommands { get; init; } = "";

    /// <summary>The script that sshd runs in place of every command.</summary>
    public string Script(string home)
    {
        string noise = Path.Combine(Path.GetDirectoryName(home)!, "noise");
        File.WriteAllText(noise, Noise);

        // The lock tells the server when every login and all it started has ended.
        var script = new StringBuilder("#!/bin/sh\nset -eu\nexec 8<\"$0\"\nflock --shared 8\n");
        script.Append($"[ \"${{isolated:-}}\" ] || cat '{noise}'\n");
        script.Append($"HOME='{home}'; export HOME; unset XDG_CACHE_HOME SHLVL || true\n");
        if (MountCommands.Length > 0)
        {
            string isolate = Environment.UserName == "root" ? "unshare --mount" : "unshare --map-root-user --mount";
            script.Append($"[ \"${{isolated:-}}\" ] || isolated=1 exec {isolate} \"$0\"\n{MountCommands}\n");
        }

        script.Append($"cd '{StartDirectory ?? home}'\numask {Umask}\n");
        script.Append(HasHome ? "" : "unset HOME\n");
        script.Append($"exec {Shell} -c \"$SSH_ORIGINAL_COMMAND\"\n");
        return script.ToString();
    }
}
