using System.Collections.Immutable;
using System.Diagnostics;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Links;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Roles;
using Lockstep.Rsync.Rules;
using Lockstep.Rsync.Texts;

namespace Lockstep.Rsync;

/// <summary>One run as the client: reaches the other end, moves what is to be moved, and takes both ends' words for what became of it.</summary>
internal sealed class ClientRun(RsyncInvocation invocation, IRsyncConsole console)
{
    private readonly SessionTotals _totals = new();

    /// <summary>Runs to the end.</summary>
    public int Run(CancellationToken cancellation)
    {
        if (invocation.Remote is null)
        {
            return RunHere(cancellation);
        }

        using IRsyncLink link = Reach(invocation.Remote);
        return Run(invocation, link, cancellation);
    }

    /// <summary>A daemon is reached by its port, unless the user gave a shell that leads to one.</summary>
    private IRsyncLink Reach(RsyncAddress remote)
    {
        RsyncConnectionOptions connection = invocation.Options.Connection;
        if (remote.Reach != RsyncReach.Daemon || connection.HasShellOption)
        {
            ImmutableArray<string> words = RemoteCommand.Words(invocation, "ssh");
            if (invocation.Options.Output.Verbose > 1)
            {
                console.Write(RsyncChannel.Client, $"opening connection using: {string.Join(' ', words)}  ({words.Length} args)");
            }

            return ShellLink.Start(words);
        }

        int port = remote.Port ?? (connection.Port > 0 ? connection.Port : RsyncAddress.DaemonPort);
        return SocketLink.Connect(remote.Host!, port, connection.IpVersion, connection.ConnectTimeout);
    }

    /// <summary>A local copy: both ends are in this process.</summary>
    private int RunHere(CancellationToken cancellation)
    {
        RsyncOptions options = invocation.Options with
        {
            Update = invocation.Options.Update with { WholeFile = invocation.Options.Update.WholeFile ?? true },
        };
        RsyncInvocation client = invocation with { Options = options };
        RsyncInvocation server = client with
        {
            Role = RsyncRole.ServerReceiver,
            // What only the sender does, and is not told to a server, is done once.
            Options = options with { FilesFrom = null, Preserve = options.Preserve with { MungeLinks = false } },
            ClientCapabilities = Capabilities.Letters(mayBeIncremental: options.MayBeIncremental),
        };
        if (options.ListOnly)
        {
            // The end that receives lists, and lists are the client's to show.
            server = server with { Role = RsyncRole.ServerSender, Options = options with { FilesFrom = options.FilesFrom is null ? null : "-" } };
            client = client with { Sources = [.. client.Sources.Select(source => source with { Reach = RsyncReach.Shell })] };
        }

        (PipeLink ours, PipeLink theirs) = PipeLink.Create();
        using (ours)
        using (theirs)
        {
            int theirExit = 0;
            var other = new Thread(() =>
            {
                // As the end of a process would, the end of the server ends what it says.
                using (theirs)
                {
                    theirExit = new ServerRun(server, theirs, console).Run(cancellation);
                }
            })
            { IsBackground = true, Name = "rsync server" };
            other.Start();
            int exit = Run(client, ours, cancellation);
            ours.Dispose();
            other.Join();
            return Math.Max(exit, theirExit);
        }
    }

    private int Run(RsyncInvocation run, IRsyncLink link, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => link.Abort(), null);
        var reader = new RsyncReader(run.IsSender ? new DrainedStream(link.Input) : link.Input);
        int exit;
        try
        {
            Talk(run, link, reader);
            exit = (int)RunOutcome.Of(_totals);
        }
        catch (Exception e) when (RunOutcome.OfFailure(e, cancellation) is { } failure)
        {
            return TakeFailure(failure, reader, link);
        }

        return Math.Max(exit, link.AwaitEnd());
    }

    private int TakeFailure(RunFailure failure, RsyncReader reader, IRsyncLink link)
    {
        int remote = 0;
        if (failure.IsPeersEnd)
        {
            // Of both ends the one that ended first knows why.
            remote = link.AwaitEnd();
            console.Write(RsyncChannel.Error, $"rsync: connection unexpectedly closed ({reader.BytesRead} bytes received so far)");
        }
        else if (failure.Message is { Length: > 0 } message)
        {
            console.Write(RsyncChannel.Error, message);
        }

        return remote != 0 ? remote : (int)failure.Exit;
    }

    private void Talk(RsyncInvocation run, IRsyncLink link, RsyncReader reader)
    {
        long started = Stopwatch.GetTimestamp();
        var writer = new RsyncWriter(link.Output);
        int? version = null;
        if (run.Remote is { Reach: RsyncReach.Daemon })
        {
            version = new DaemonGreeting(reader, writer, run, console).Run(Environment.GetEnvironmentVariable);
            if (version is null)
            {
                return;
            }
        }

        else if (run is { Remote: not null, Options.Connection.SecludedArgs: true })
        {
            foreach (string word in RemoteCommand.Secluded(run))
            {
                writer.Write(ByteWord.Bytes(word));
                writer.WriteByte(0);
            }

            writer.WriteByte(0);
        }

        RsyncSession session = new SessionStart(reader, writer, run.Options, console, new SystemIds()) { KnownVersion = version, IsSender = run.IsSender }.AsClient();
        var messages = new PeerMessages(console, _totals);
        reader.OnMessage = messages.Take;
        RunRules rules = Rules(run.Options);
        bool keepsLinkTimes = !run.IsSender || session.Dialect.Compat.HasFlag(CompatFlags.SymlinkTimes);
        var log = new ClientLog(run.Options, console, new TransferWay(run.IsSender, invocation.Remote is null, keepsLinkTimes), _totals);
        messages.OnDeleted = log.Deleted;
        log.ListsBegin(session.Dialect.IsIncremental);
        if (run.IsSender)
        {
            if (RuleNeeds.OfPush(run.Options, session.Dialect))
            {
                RuleList.Write(writer, RuleWire.Of(rules.Plain, serverSends: false, session.Dialect.Version));
            }

            byte[][] listed = run.Options.FilesFrom is null ? []
                : run.Options.FilesFromAtServer is null ? [.. FileNames.ReadFile(run.Options.FilesFrom, run.Options.From0)]
                : [.. FileNames.Read(reader)];
            new Sending(session, _totals, log) { Rules = rules, Messages = messages }.Run(SourceArgument.Of(run.Options, Sources(), listed));
        }
        else
        {
            RuleList.Write(writer, RuleWire.Of(rules.Plain, serverSends: true, session.Dialect.Version));
            IReadOnlyList<byte[]>? listed = null;
            if (run.Options is { FilesFrom: { } list, FilesFromAtServer: null })
            {
                listed = FileNames.ReadFile(list, run.Options.From0, isSent: true);
                FileNames.Write(writer, listed);
            }

            byte[] destination = ByteWord.Bytes(run.Destination?.Path ?? ".");
            new Receiving(session, _totals, log, link.Abort, messages)
            {
                Rules = rules,
                Check = Judge(run.Options, listed, rules.Plain),
            }.Run(destination);
        }

        bool countsDeletions = session.Dialect.HasDeletionStep;
        log.Summarize(_totals, (writer.BytesWritten, reader.BytesRead), Stopwatch.GetElapsedTime(started).TotalSeconds, countsDeletions);
    }

    /// <summary>A list of files at the server's end is not known here, so that the server is trusted with it.</summary>
    private Action<List<FileEntry>> Judge(RsyncOptions options, IReadOnlyList<byte[]>? listed, FilterRules rules) =>
        options.TrustSender || options.FilesFromAtServer is not null ? _ => { }
        : new RequestedEntries([.. SourceArgument.Of(options, Sources(), listed ?? [])], options.Relative, rules).Check;

    private static RunRules Rules(RsyncOptions options) =>
        new(files => FilterRules.Of(options, files, Environment.GetEnvironmentVariable), mayReadGiven: true);

    private IEnumerable<byte[]> Sources() => invocation.Sources.Select(source => ByteWord.Bytes(source.Path));
}
