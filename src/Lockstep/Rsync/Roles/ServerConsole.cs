using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Roles;

/// <summary>A server's words: information goes to the client in the connection, errors to standard error.</summary>
/// <param name="errors">Standard error.</param>
/// <param name="writer">The connection.</param>
internal sealed class ServerConsole(IRsyncConsole errors, RsyncWriter writer) : IRsyncConsole
{
    /// <inheritdoc/>
    public void Write(RsyncChannel channel, string text)
    {
        if (channel is RsyncChannel.Info or RsyncChannel.Client && writer.IsFramed)
        {
            writer.PostMessage(MessageTag.Info, [.. ByteWord.Bytes(text), (byte)'\n']);
        }
        else
        {
            errors.Write(channel, text);
        }
    }

    /// <inheritdoc/>
    public void Progress(string text, bool isFinal) => errors.Progress(text, isFinal);
}
