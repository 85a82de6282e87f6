using Lockstep.Rsync;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Links;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Roles;
using Lockstep.Tests.Files;

namespace Lockstep.Tests.Rsync.Attacks;

/// <summary>A server that says what a test wants to a pulling client of ours.</summary>
internal sealed class HostileSender : IDisposable
{
    private const string Words = "-rlH --no-inc-recursive host:src/ ";

    public HostileSender(string options = Words) => Options = RsyncInvocationReader.Read([.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), Target.Path], _ => null).Options;

    public TemporaryDirectory Target { get; } = new();

    public RsyncOptions Options { get; }

    public Capture.SilentConsole Console { get; } = new();

    /// <summary>Pulls from a server that sends lists and more; gives what went wrong at the client.</summary>
    public Exception? Pull(Action<RsyncSession, ListWriter> says, bool isIncremental = false)
    {
        (PipeLink ours, PipeLink theirs) = PipeLink.Create();
        using (ours)
        using (theirs)
        {
            var server = new Thread(() => Serve(theirs, says, isIncremental));
            server.Start();
            Exception? failure = Record.Exception(() => Receive(ours));
            ours.Dispose();
            server.Join();
            return failure is ReceiverFailedException { InnerException: { } why } ? why : failure;
        }
    }

    public void Dispose() => Target.Dispose();

    private void Receive(PipeLink link)
    {
        var reader = new RsyncReader(link.Input);
        var writer = new RsyncWriter(link.Output);
        RsyncSession session = new SessionStart(reader, writer, Options, Console, new Capture.RootAlone()).AsClient();
        var totals = new SessionTotals();
        var messages = new PeerMessages(Console, totals);
        reader.OnMessage = messages.Take;
        RuleList.Write(writer, []);
        new Receiving(session, totals, new SilentLog(), link.Abort, messages).Run(Target.Bytes);
    }

    private void Serve(PipeLink link, Action<RsyncSession, ListWriter> says, bool isIncremental)
    {
        try
        {
            var reader = new RsyncReader(link.Input);
            var writer = new RsyncWriter(link.Output);
            RsyncSession session = new SessionStart(reader, writer, Options, Console, new Capture.RootAlone())
                .AsServer(Capabilities.Letters(isIncremental), isIncremental);
            reader.OnMessage = (_, _) => { };
            RuleList.Read(reader);
            says(session, session.StartWritingLists());
            writer.Flush();
            link.Output.Dispose();
            reader.Drain();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or EndOfStreamException)
        {
            // The client has given up, as it should.
        }
    }
}
