using Lockstep.Sessions;
using Lockstep.Sessions.Diagnosing;
using Lockstep.Tree;

namespace Lockstep.Cli.Doctor;

/// <summary>Judges the ssh program of this machine and the key it is given.</summary>
internal static class SshChecks
{
    private const UnixFileMode OpenToOthers = (UnixFileMode)0b000_111_111;

    public static Check Of(SshDestination ssh, SshLook look)
    {
        string command = DisplayText.Of(ssh.Command);
        if (look.Program is null)
        {
            return Check.Fail(
                CheckNames.Ssh,
                ExitCode.NoConnection,
                $"the program of '{command}' is not there",
                command == "ssh" ? "sudo apt-get install openssh-client   (or your system's package of OpenSSH's client)" : "Correct LOCKSTEP_SSH, or ssh in [connection].");
        }

        string found = $"{look.Program}{(command == "ssh" ? "" : $", as '{command}'")}{(look.Address is { } address ? $"; {DisplayText.Of(ssh.Host)} is {address}" : "")}";
        return ssh.Identity is { } identity && KeyFlaw(identity) is { } flaw ? flaw : Check.Ok(CheckNames.Ssh, found);
    }

    private static Check? KeyFlaw(string identity)
    {
        string name = DisplayText.Of(identity);
        if (!File.Exists(identity))
        {
            return Check.Warn(
                CheckNames.Ssh,
                $"the identity {name} of this target does not exist, or cannot be read: ssh goes on with other keys",
                "Correct identity in [target.NAME] of lockstep.toml, or remove it.");
        }

        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(identity) & OpenToOthers) != 0
            ? Check.Warn(CheckNames.Ssh, $"others may read the identity {name}: ssh does not use it then", $"chmod 600 {name}")
            : null;
    }
}
