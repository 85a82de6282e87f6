using System.Buffers.Binary;
using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Roles;

/// <summary>Takes a peer's control frames.</summary>
/// <param name="console">Where its texts go.</param>
/// <param name="totals">What went wrong.</param>
internal sealed class PeerMessages(IRsyncConsole console, SessionTotals totals)
{
    private const int IoErrors = 7;
    private const int MaxExitCode = 255;

    /// <summary>Takes the path of a deletion.</summary>
    public Action<byte[], bool> OnDeleted { get; set; } = (_, _) => { };

    /// <summary>Takes the index of an entry that the sender cannot send.</summary>
    public Action<int> OnNoSend { get; set; } = index => throw new ProtocolException($"the peer cannot send index {index}, which it was not asked for");

    /// <summary>Takes the index of an entry that is in place.</summary>
    public Action<int> OnSuccess { get; set; } = index => throw new ProtocolException($"index {index} is in place, which nobody waits for");

    /// <summary>Takes a frame.</summary>
    public void Take(MessageTag tag, ReadOnlySpan<byte> payload)
    {
        switch (tag)
        {
            case MessageTag.TransferError:
                totals.HasFailures = true;
                Say(RsyncChannel.TransferError, payload);
                break;
            case MessageTag.Info:
                Say(RsyncChannel.Info, payload);
                break;
            case MessageTag.Error:
                Say(RsyncChannel.Error, payload);
                break;
            case MessageTag.Warning:
                Say(RsyncChannel.Warning, payload);
                break;
            case MessageTag.IoError:
                totals.IoErrors |= Number(payload) & IoErrors;
                break;
            case MessageTag.ErrorExit:
                throw new PeerExitException(payload.IsEmpty ? 0 : Number(payload) & MaxExitCode);
            case MessageTag.Deleted:
                bool isDirectory = payload is [.., 0];
                OnDeleted((isDirectory ? payload[..^1] : payload).ToArray(), isDirectory);
                break;
            case MessageTag.NoSend:
                OnNoSend(Number(payload));
                break;
            case MessageTag.Success:
                OnSuccess(Number(payload));
                break;
            case MessageTag.IoTimeout or MessageTag.Nothing:
                break;
            default:
                throw new ProtocolException($"a frame of kind {tag}");
        }
    }

    private void Say(RsyncChannel channel, ReadOnlySpan<byte> text) => console.Write(channel, ByteWord.Of(text.TrimEnd((byte)'\n')));

    private static int Number(ReadOnlySpan<byte> payload) => payload.Length == sizeof(int)
        ? BinaryPrimitives.ReadInt32LittleEndian(payload)
        : throw new ProtocolException($"a frame of {payload.Length} bytes where a number was to come");
}
