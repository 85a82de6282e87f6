using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// How a command ended.
/// <code>
/// | exit code: 1 | timed out: 1 |
/// </code>
/// </summary>
/// <param name="ExitCode">Its exit code, 0 to 255; 128 + signal number when a signal ended it.</param>
/// <param name="TimedOut">Whether it was ended because its time was up.</param>
public readonly record struct CommandResult(int ExitCode, bool TimedOut)
{
    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteByte(checked((byte)ExitCode));
        writer.WriteBoolean(TimedOut);
    }

    /// <summary>Reads the message.</summary>
    public static CommandResult Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var result = new CommandResult(reader.ReadByte("exit code"), reader.ReadBoolean("timed out"));
        reader.ExpectEnd("command result");
        return result;
    }
}
