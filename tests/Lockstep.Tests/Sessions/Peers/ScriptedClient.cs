using System.Buffers;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions;
using Lockstep.Sessions.Messages;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>A client that says what a test wants.</summary>
internal sealed class ScriptedClient(PeerLink link) : IDisposable
{
    private readonly MessageSender _sender = new(link.Output, TimeProvider.System);
    private readonly MessageReader _reader = new(new MessageReceiver(link.Input, Senders.Agent, TimeProvider.System), (in Frame _) => { });

    /// <summary>A run on a target without a baseline, which gets its root.</summary>
    public static RunRequest Run(params Change[] changes) =>
        new(Snapshot.Absent.Digest, changes, [new EntryEdit(RelativePath.Root, Directory)], [], "mallory@desk", Retention.Default);

    public static Entry Directory { get; } = new(EntryType.Directory, Mode: 0x1ed, Size: 0, ModifiedNs: 1, ContentHash.Unknown);

    public static Change AddDirectory(string path) => new(ChangeKind.Add, RelativePath.Parse(path), Entry.Absent, Directory);

    /// <summary>A file to be added, with its content to be sent.</summary>
    public static Change Add(string path, string content = "evil") =>
        new(ChangeKind.Add, RelativePath.Parse(path), Entry.Absent, File(content), Transfer.Whole);

    public static Entry File(string content = "evil") =>
        new(EntryType.File, Mode: 0x1a4, content.Length, ModifiedNs: 1, ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(content)));

    public void Send(MessageType type, Action<IBufferWriter<byte>>? encode = null)
    {
        var message = new ArrayBufferWriter<byte>();
        encode?.Invoke(message);
        _sender.Send(type, message.WrittenMemory);
    }

    public void SendBegin(RunRequest request) => _sender.Send(MessageType.Begin, RunRequestEncoder.Parts(request));

    public void SendPart(MessageType type, ReadOnlyMemory<byte> bytes, bool hasMore) => _sender.Send(type, [new MessagePart(bytes, hasMore)]);

    public void SendPack(Action<ContentPackWriter> fill)
    {
        var pack = new ContentPackWriter();
        fill(pack);
        _sender.SendPack(new EncodedPack(pack.Written));
    }

    public void SendRaw(ReadOnlySpan<byte> bytes) => link.Output.Write(bytes);

    /// <summary>Waits for a message of a type; what comes before it is passed over.</summary>
    public byte[] Receive(MessageType wanted)
    {
        while (_reader.TryRead(out MessageType type, out ReadOnlySpan<byte> message))
        {
            if (type == wanted)
            {
                return message.ToArray();
            }
        }

        throw new InvalidOperationException($"The agent ended without {wanted}.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _sender.Dispose();
    }
}
