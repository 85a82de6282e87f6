using System.Globalization;
using System.Text;

namespace Lockstep.Transport;

/// <summary>The arguments ssh is started with: the user's own, what the address says, and nothing else.</summary>
internal static class SshCommand
{
    /// <summary>
    /// Program and arguments that run <paramref name="remoteCommand"/> at <paramref name="address"/>, where <paramref name="userCommand"/> is
    /// the ssh program as the user wrote it (<see cref="SshSettings.Command"/>) and <paramref name="forwards"/> go through the same connection.
    /// </summary>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: the user's command is empty.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Build(string userCommand, SshAddress address, string remoteCommand, params IReadOnlyList<PortForward> forwards)
    {
        List<string> arguments = [];
        if (address.IdentityFile is { } identity)
        {
            arguments.AddRange(["-i", identity]);
        }

        if (address.Port is { } port)
        {
            arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        }

        if (forwards.Count > 0)
        {
            // By default ssh goes on without a forward that it cannot make, and the user finds out later and elsewhere.
            arguments.AddRange(["-o", "ExitOnForwardFailure=yes", .. forwards.SelectMany(forward => new[] { forward.Option, forward.Spec })]);
        }

        arguments.AddRange([address.Destination, remoteCommand]);
        return [.. Program(userCommand).Concat(arguments).Select(argument => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(argument)))];
    }

    /// <summary>The user's command in words; through a shell where it has something only a shell can do, such as a variable.</summary>
    private static IReadOnlyList<string> Program(string userCommand)
    {
        if (string.IsNullOrWhiteSpace(userCommand))
        {
            throw new SyncException(ExitCode.Usage, "The ssh command is empty: LOCKSTEP_SSH, or ssh in [connection]. Leave it out for \"ssh\".");
        }

        return ShellWords.TrySplit(userCommand, out IReadOnlyList<string> words)
            ? words
            : ["/bin/sh", "-c", $"{userCommand} \"$@\"", userCommand];
    }
}
