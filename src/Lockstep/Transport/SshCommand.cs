using System.Globalization;
using System.Text;

namespace Lockstep.Transport;

/// <summary>The arguments ssh is started with: the user's own, what the address says, and nothing else.</summary>
internal static class SshCommand
{
    /// <summary>
    /// Program and arguments that run <paramref name="remoteCommand"/> at <paramref name="address"/>, as
    /// <paramref name="settings"/> has it: the ssh program as the user wrote it, and what goes through the same connection.
    /// </summary>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: the user's command is empty.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Build(SshSettings settings, SshAddress address, string remoteCommand)
    {
        if (address is { IsHere: true, Pipe: { } pipe })
        {
            return Words(ShellWords.TrySplit(pipe, out IReadOnlyList<string> words)
                ? words
                : throw new SyncException(ExitCode.Usage, $"The command \"{Tree.DisplayText.Of(pipe)}\" has what only a shell can do: give it as sh -c '...'."));
        }

        List<string> arguments = [];
        if (address.IdentityFile is { } identity)
        {
            arguments.AddRange(["-i", identity]);
        }

        if (address.Port is { } port)
        {
            arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        }

        if (settings.ConnectTimeout is { } patience)
        {
            arguments.AddRange(["-o", string.Create(CultureInfo.InvariantCulture, $"ConnectTimeout={(long)Math.Ceiling(patience.TotalSeconds)}")]);
        }

        if (settings.Forwards.Count > 0)
        {
            // By default ssh goes on without a forward that it cannot make, and the user finds out later and elsewhere.
            arguments.AddRange(["-o", "ExitOnForwardFailure=yes", .. settings.Forwards.SelectMany(forward => new[] { forward.Option, forward.Spec })]);
        }

        arguments.AddRange([address.Destination, remoteCommand]);
        return Words([.. Program(settings.Command), .. arguments]);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Words(IEnumerable<string> words) =>
        [.. words.Select(word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word)))];

    /// <summary>The user's command in words; through a shell where it has something only a shell can do, such as a variable.</summary>
    private static IReadOnlyList<string> Program(string userCommand)
    {
        if (string.IsNullOrWhiteSpace(userCommand))
        {
            throw new SyncException(ExitCode.Usage, "The ssh command is empty: LOCKSTEP_SSH, or ssh in [connection]. Leave it out for \"ssh\".");
        }

        if (ShellWords.HasOpenQuote(userCommand))
        {
            throw new SyncException(
                ExitCode.Usage, $"The ssh command has a quote that is not closed: {Tree.DisplayText.Of(userCommand)}. Correct LOCKSTEP_SSH, or ssh in [connection].");
        }

        return ShellWords.TrySplit(userCommand, out IReadOnlyList<string> words)
            ? words
            : ["/bin/sh", "-c", $"{userCommand} \"$@\"", userCommand];
    }
}
