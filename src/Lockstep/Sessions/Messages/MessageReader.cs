using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Messages;

/// <summary>Takes the frame of a pack, which is good during the call only.</summary>
internal delegate void PackFrame(in Frame frame);

/// <summary>Receives whole messages: frames expanded and put together. Packs are handed on as they come: they are pieces of one stream.</summary>
/// <param name="receiver">Gives the frames.</param>
/// <param name="onPack">Takes the packs.</param>
/// <param name="progress">Is told of packs and of parts; null where nobody waits for them.</param>
/// <param name="share">What messages of many parts are held in; null for memory without a limit but theirs.</param>
internal sealed class MessageReader(MessageReceiver receiver, PackFrame onPack, ProgressClock? progress = null, DecodeShare? share = null) : IDisposable
{
    private readonly FrameExpander _expander = new();
    private readonly MessageAssembler _assembler = new();
    private long _held;

    /// <summary>Waits for the next message.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="message">Its bytes; good until the next call.</param>
    /// <returns>False when the peer has ended its stream.</returns>
    public bool TryRead(out MessageType type, out ReadOnlySpan<byte> message)
    {
        message = default;
        type = default;
        share?.Return(_held);
        _held = 0;
        while (receiver.TryReceive(out Frame frame))
        {
            type = frame.Type;
            if (type == MessageType.Pack && !_assembler.IsUnderway)
            {
                onPack(frame);
                progress?.Moved(frame.ExpandedLength);
                continue;
            }

            if (_assembler.TryComplete(type, frame.HasMore, _expander.Expand(frame), out message))
            {
                return true;
            }

            share?.Take(frame.ExpandedLength, type.ToString());
            _held += frame.ExpandedLength;
            progress?.Moved(frame.ExpandedLength);
        }

        return _assembler.IsUnderway ? throw new BrokenPipeException("the connection ended between the parts of a message") : false;
    }

    /// <inheritdoc/>
    public void Dispose() => _expander.Dispose();
}
