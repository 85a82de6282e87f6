using System.Text;
using Lockstep.Native.Processes;
using Lockstep.Transport;

namespace Lockstep.Sessions.Diagnosing;

/// <summary>What the ssh program of this machine says about a host before anything is connected.</summary>
/// <param name="Program">The program's path; null where there is none.</param>
/// <param name="Address">Whom it would call, as <c>user@host, port 22</c>; null where it does not tell.</param>
public sealed record SshLook(string? Program, string? Address)
{
    private const int MostOutput = 256 * 1024;

    /// <summary>
    /// Looks. Only OpenSSH's own program is asked (<c>ssh -G</c>), since another would take the question for a connection.
    /// </summary>
    public static SshLook At(SshDestination ssh)
    {
        // What needs a shell to be read is a line of the user's own, and its program is not known.
        string name = ShellWords.TrySplit(ssh.Command, out IReadOnlyList<string> words) && words.Count > 0 ? words[0] : "/bin/sh";
        byte[]? found = name.Contains('/') ? (File.Exists(name) ? Encoding.UTF8.GetBytes(name) : null) : ProgramPath.Find(Encoding.UTF8.GetBytes(name));
        string? program = found is null ? null : Tree.DisplayText.Of(found);
        return new SshLook(program, name == "ssh" && found is not null ? Ask(ssh, [.. words.Skip(1)]) : null);
    }

    private static string? Ask(SshDestination ssh, string[] first)
    {
        string[] port = ssh.Port is { } number ? ["-p", number.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [];
        string destination = ssh.User is null ? ssh.Host : $"{ssh.User}@{ssh.Host}";
        IEnumerable<string> arguments = ["-G", .. first, .. port, destination];
        byte[]? answer = ProgramOutput.Read(
            "ssh"u8.ToArray(), arguments.Select(word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word))), [], "/"u8.ToArray(), MostOutput);
        if (answer is null)
        {
            return null;
        }

        string[] lines = Encoding.UTF8.GetString(answer).Split('\n');
        string? Value(string key) => Array.Find(lines, line => line.StartsWith(key + " ", StringComparison.Ordinal))?[(key.Length + 1)..];
        string jump = Value("proxyjump") is { } by ? $", by way of {by}" : string.Empty;
        return Tree.DisplayText.Of($"{Value("user")}@{Value("hostname")}, port {Value("port")}{jump}");
    }
}
