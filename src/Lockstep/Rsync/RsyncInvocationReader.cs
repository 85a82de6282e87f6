using System.Collections.Immutable;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync;

/// <summary>
/// Reads a command line of rsync into an invocation. Pure: what it needs of the environment comes through a function.
/// </summary>
public static class RsyncInvocationReader
{
    /// <summary>
    /// Reads the words after the program's name. Throws <see cref="RsyncException"/> for what rsync refuses.
    /// </summary>
    /// <param name="words">The words, as <see cref="ByteWord"/>s.</param>
    /// <param name="environment">The value of an environment variable; null where it is not set.</param>
    public static RsyncInvocation Read(IReadOnlyList<string> words, Func<string, string?> environment)
    {
        OptionDraft draft = OptionWords.Read(words);
        if (draft.Is("server"))
        {
            return ReadServer(draft, environment);
        }

        RsyncOptions options = new OptionAssembly(draft, environment).Assemble();
        if (draft.Arguments.Count == 0)
        {
            throw new RsyncException(RsyncExit.Usage, "");
        }

        RsyncInvocation invocation = Arrange(options, draft.Arguments);
        Check(invocation);
        return invocation;
    }

    private static RsyncInvocation ReadServer(OptionDraft draft, Func<string, string?> environment)
    {
        if (draft.Is("daemon"))
        {
            return new RsyncInvocation(new OptionAssembly(draft, environment).Assemble(), [], null) { Role = RsyncRole.Daemon };
        }

        RsyncOptions options = new OptionAssembly(draft, environment).Assemble();
        bool sends = draft.Is("sender");
        ImmutableArray<RsyncAddress> paths = [.. draft.Arguments.Skip(1).Select(path => new RsyncAddress(RsyncReach.Local, path))];
        if (draft.Arguments is not ([".", ..] or []) || (!sends && paths.Length > 1))
        {
            throw new RsyncException(RsyncExit.Usage, "rsync: invalid arguments for a server: they are written by a client, not by a user");
        }

        return new RsyncInvocation(options, sends ? paths : [], sends ? null : paths.FirstOrDefault())
        {
            Role = sends ? RsyncRole.ServerSender : RsyncRole.ServerReceiver,
            ClientCapabilities = draft.Word("rsh") is ['.', .. var letters] ? letters : "",
        };
    }

    private static RsyncInvocation Arrange(RsyncOptions options, List<string> arguments)
    {
        // A single source without a destination is only listed.
        RsyncAddress? destination = arguments.Count == 1 ? null : RsyncAddress.Parse(arguments[^1]);
        List<string> written = destination is null ? arguments : arguments[..^1];
        if (written.Contains("") && options.Connection.OldArgs == 0)
        {
            throw new RsyncException(RsyncExit.Usage, "Empty source arg specified.");
        }

        if (destination is { Reach: RsyncReach.Local, Path: "" } && options.Connection.OldArgs == 0)
        {
            throw new RsyncException(RsyncExit.Usage, "Empty destination arg specified (use \".\" or see --old-args).");
        }

        RsyncAddress first = RsyncAddress.Parse(written[0]);
        if (first.IsRemote && destination is { IsRemote: true })
        {
            throw new RsyncException(RsyncExit.Usage, "The source and destination cannot both be remote.");
        }

        ImmutableArray<RsyncAddress> sources =
            [first, .. written.Skip(1).Select(source => first.IsRemote ? OfSameHost(source, first) : new RsyncAddress(RsyncReach.Local, source))];
        bool listsOnly = options.ListOnly || destination is null;
        options = !listsOnly ? options
            : options with { ListOnly = true, Dirs = options.Dirs || options.DirsChoice != false };
        return new RsyncInvocation(options, sources, destination);
    }

    /// <summary>
    /// Reads a further remote source, which may leave out the host: <c>host:a :b</c>, <c>host::m/a ::m/b</c>.
    /// </summary>
    private static RsyncAddress OfSameHost(string word, RsyncAddress first)
    {
        RsyncAddress source = word.StartsWith("::", StringComparison.Ordinal) ? new RsyncAddress(RsyncReach.Daemon, word[2..]) { Host = "" }
            : word.StartsWith(':') ? new RsyncAddress(RsyncReach.Shell, word[1..]) { Host = "" }
            : RsyncAddress.Parse(word);
        if (!source.IsRemote)
        {
            throw new RsyncException(
                RsyncExit.Usage, $"Unexpected local arg: {word}\nIf arg is a remote file/dir, prefix it with a colon (:).");
        }

        bool isSame = source.Reach == first.Reach && (source.Host is "" || (source.Host, source.User, source.Port) == (first.Host, first.User, first.Port));
        return isSame ? first with { Path = source.Path }
            : throw new RsyncException(RsyncExit.Usage, "All source args must come from the same machine.");
    }

    private static void Check(RsyncInvocation invocation)
    {
        RsyncConnectionOptions connection = invocation.Options.Connection;
        bool isDaemon = invocation.Remote is { Reach: RsyncReach.Daemon };
        if (connection.PasswordFile is not null && !isDaemon)
        {
            throw new RsyncException(RsyncExit.Usage, "The --password-file option may only be used when accessing an rsync daemon.");
        }

        if (connection.ConnectTimeout > 0 && !isDaemon)
        {
            throw new RsyncException(RsyncExit.Usage, "The --contimeout option may only be used when connecting to an rsync daemon.");
        }

        if (invocation.Options.FilesFrom is { } list && !list.StartsWith(':') && RsyncAddress.Parse(list) is { IsRemote: true } remote
            && remote.Host != invocation.Remote?.Host)
        {
            throw new RsyncException(RsyncExit.Usage, "--files-from hostname is not the same as the transfer hostname");
        }
    }
}
