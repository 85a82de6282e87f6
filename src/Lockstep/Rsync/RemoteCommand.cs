using System.Collections.Immutable;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync;

/// <summary>The command that starts the other end over a shell, and what is said to a daemon instead.</summary>
public static class RemoteCommand
{
    /// <summary>
    /// Returns the local command: the remote shell with its arguments, the host, and the words for the shell there.
    /// </summary>
    /// <param name="invocation">An invocation with a remote end.</param>
    /// <param name="defaultShell">The shell where neither <c>-e</c> nor <c>RSYNC_RSH</c> says one.</param>
    public static ImmutableArray<string> Words(RsyncInvocation invocation, string defaultShell)
    {
        RsyncAddress remote = invocation.Remote!;
        RsyncConnectionOptions connection = invocation.Options.Connection;
        ImmutableArray<string> shell = SplitShell(connection.Shell ?? defaultShell);
        bool isSsh = shell[0] == "ssh" || shell[0].EndsWith("/ssh", StringComparison.Ordinal);
        List<string> words = [.. shell];
        if (isSsh && connection.IpVersion != 0)
        {
            words.Add(connection.IpVersion == 4 ? "-4" : "-6");
        }

        if (remote.User is not null)
        {
            words.AddRange(["-l", remote.User]);
        }

        if (remote.Host!.StartsWith('-'))
        {
            throw new RsyncException(RsyncExit.Usage, $"rsync: a host name cannot start with a dash: {remote.Host}");
        }

        words.AddRange([remote.Host, connection.RsyncPath]);
        words.AddRange(remote.Reach == RsyncReach.Daemon ? ["--server", "--daemon", "."] : ForShell(invocation));
        return [.. words];
    }

    /// <summary>Returns the options and paths for a server that a shell starts, escaped for it.</summary>
    public static ImmutableArray<string> ForShell(RsyncInvocation invocation)
    {
        bool pulls = !invocation.IsSender;
        RsyncConnectionOptions connection = invocation.Options.Connection;
        IEnumerable<string> options = new ServerArguments(invocation.Options, pulls).Words();
        options = connection.OldArgs < 2 ? options.Select(ShellWord.OfOption) : options;
        return connection.SecludedArgs ? [.. options]
            : [.. options, ".", .. Paths(invocation).Select(path => connection.OldArgs == 0 ? ShellWord.OfPath(path, pulls) : PlainPath(path))];
    }

    /// <summary>
    /// Returns what <c>--secluded-args</c> sends through the connection: a program name, the long options and the
    /// paths.
    /// </summary>
    public static ImmutableArray<string> Secluded(RsyncInvocation invocation) =>
        ["rsync", .. new ServerArguments(invocation.Options, !invocation.IsSender).LongWords(), ".", .. Paths(invocation).Select(PlainPath)];

    /// <summary>Returns the arguments for a daemon, which no shell sees; the paths begin with the module.</summary>
    public static ImmutableArray<string> ForDaemon(RsyncInvocation invocation) =>
        [.. new ServerArguments(invocation.Options, !invocation.IsSender).Words(), ".", .. Paths(invocation).Select(PlainPath)];

    private static IEnumerable<string> Paths(RsyncInvocation invocation)
    {
        IEnumerable<RsyncAddress> remote = invocation.IsSender ? [invocation.Destination!] : invocation.Sources;
        return remote.Select(address => address.Path.Length == 0 ? "." : address.Path);
    }

    private static string PlainPath(string path) => path.StartsWith('-') ? "./" + path : path;

    /// <summary>
    /// Splits <c>-e</c> at spaces; single and double quotes keep them, and a doubled quote inside stands for one.
    /// </summary>
    private static ImmutableArray<string> SplitShell(string command)
    {
        List<string> words = [];
        var word = new System.Text.StringBuilder();
        bool isOpen = false;
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            char letter = command[i];
            if (quote != '\0' && letter == quote)
            {
                if (i + 1 < command.Length && command[i + 1] == quote)
                {
                    word.Append(command[++i]);
                }
                else
                {
                    quote = '\0';
                }
            }
            else if (quote == '\0' && letter is '\'' or '"' && quote == '\0')
            {
                quote = letter;
                isOpen = true;
            }
            else if (letter == ' ' && quote == '\0')
            {
                Close();
            }
            else
            {
                word.Append(letter);
                isOpen = true;
            }
        }

        if (quote != '\0')
        {
            throw new RsyncException(RsyncExit.Usage, $"Missing trailing-{quote} in remote-shell command.");
        }

        Close();
        return words.Count > 0 ? [.. words] : throw new RsyncException(RsyncExit.Usage, "rsync: the remote-shell command is empty");

        void Close()
        {
            if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }
    }
}
