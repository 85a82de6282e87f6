using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// How the client ends the running command and all it started; the numbers are those of POSIX's signals. Whoever does not end in time gets firmer ones.
/// </summary>
public enum CommandSignal : byte
{
    /// <summary>SIGINT, then TERM, then KILL, on a terminal HUP in place of INT: the user asks it to stop.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL: it has no choice.</summary>
    Kill = 9,

    /// <summary>Nobody reads its standard output any more: that is closed, so that its next write there is a broken pipe.</summary>
    BrokenPipe = 13,

    /// <summary>SIGTERM, then KILL, on a terminal with HUP before: it should end now.</summary>
    Terminate = 15,
}

/// <summary>
/// The binary form of a <see cref="CommandSignal"/>.
/// <code>
/// | signal number: 1 |
/// </code>
/// </summary>
public static class CommandSignalMessage
{
    /// <summary>Writes the message.</summary>
    public static void Encode(CommandSignal signal, IBufferWriter<byte> writer) => writer.WriteByte((byte)signal);

    /// <summary>Reads the message.</summary>
    public static CommandSignal Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var signal = (CommandSignal)reader.ReadByte("signal");
        reader.ExpectEnd("signal");
        return signal is CommandSignal.Interrupt or CommandSignal.Terminate or CommandSignal.Kill or CommandSignal.BrokenPipe
            ? signal
            : throw new ProtocolException($"signal is {(byte)signal}, it can be 2, 9, 13 or 15");
    }
}
