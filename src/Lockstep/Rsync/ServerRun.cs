using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.Links;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Roles;
using Lockstep.Rsync.Rules;

namespace Lockstep.Rsync;

/// <summary>One run as the server that a client started.</summary>
internal sealed class ServerRun(RsyncInvocation invocation, IRsyncLink link, IRsyncConsole console)
{
    private readonly SessionTotals _totals = new();

    private RsyncOptions Options => invocation.Options;

    /// <summary>Serves to the end.</summary>
    public int Run(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => link.Abort(), null);
        var reader = new RsyncReader(invocation.Role == RsyncRole.ServerSender ? new DrainedStream(link.Input) : link.Input);
        var writer = new RsyncWriter(link.Output);
        try
        {
            Talk(reader, writer);
            writer.Flush();
            return (int)RunOutcome.Of(_totals);
        }
        catch (Exception e) when (RunOutcome.OfFailure(e, cancellation) is { } failure)
        {
            if (failure.Message.Length > 0)
            {
                console.Write(RsyncChannel.Error, failure.Message);
            }

            TellExit(writer, failure);
            return (int)failure.Exit;
        }
    }

    private static void TellExit(RsyncWriter writer, RunFailure failure)
    {
        if (failure.IsPeersEnd || !writer.Dialect.HasErrorExit || !writer.IsFramed)
        {
            return;
        }

        try
        {
            writer.WriteMessage(MessageTag.ErrorExit, (int)failure.Exit);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The peer is gone, which is no news.
        }
    }

    private void Talk(RsyncReader reader, RsyncWriter writer)
    {
        bool sends = invocation.Role == RsyncRole.ServerSender;
        IEnumerable<byte[]> written = invocation.Sources.Select(source => ByteWord.Bytes(source.Path));
        byte[][] sources = [.. Options.Connection.SecludedArgs ? written.SelectMany(PathPattern.Expand) : written];
        bool mayBeIncremental = sends ? Options.MayBeIncremental : MayReceiveInPieces();
        var start = new SessionStart(reader, writer, Options, new ServerConsole(console, writer), new SystemIds()) { IsSender = sends };
        RsyncSession session = start.AsServer(invocation.ClientCapabilities, mayBeIncremental);
        var messages = new PeerMessages(console, _totals);
        reader.OnMessage = messages.Take;
        if (sends)
        {
            RunRules hides = Rules(reader);
            byte[][] listed = Options.FilesFrom is null ? []
                : Options.FilesFrom == "-" ? [.. FileNames.Read(reader)] : [.. FileNames.ReadFile(Options.FilesFrom, Options.From0)];
            new Sending(session, _totals, new SilentLog()) { Rules = hides, Messages = messages }
                .Run(SourceArgument.Of(Options, sources, listed));
            return;
        }

        RunRules? rules = RuleNeeds.OfPush(Options, session.Dialect) ? Rules(reader) : null;
        if (Options.FilesFrom is { } list)
        {
            FileNames.Write(writer, FileNames.ReadFile(list, Options.From0, isSent: true));
        }

        byte[] destination = ByteWord.Bytes(invocation.Destination?.Path ?? ".");
        new Receiving(session, _totals, new SilentLog(), link.Abort, messages) { Rules = rules }.Run(destination);
    }

    private bool MayReceiveInPieces() => Options is { MayBeIncremental: true, PruneEmptyDirs: false, Update.DelayUpdates: false }
        && Options.Delete.Mode is not (RsyncDeleteMode.Before or RsyncDeleteMode.After);

    private RunRules Rules(RsyncReader reader)
    {
        string[] words = [.. RuleList.Read(reader).Select(text => RuleText.FromPeer(text, reader.Dialect))];
        return new RunRules(files => FilterRules.OfWire(words, Options, invocation.Role == RsyncRole.ServerSender, files, Environment.GetEnvironmentVariable), mayReadGiven: false);
    }
}
