using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>What has become of a command that outlasts its connection.</summary>
public enum LastingLife : byte
{
    /// <summary>It runs.</summary>
    Runs = 0,

    /// <summary>It has ended, and its keeper has seen how.</summary>
    Ended = 1,

    /// <summary>It ended with its keeper, or with the machine: nobody was left to see how.</summary>
    Lost = 2,
}

/// <summary>
/// A command that was started so that it outlasts its connection.
/// <code>
/// | life: 1 | command: sized | keeper's process: v | started, ms since 1970: v | exit code: 1 | ended, ms since 1970: v |
/// </code>
/// </summary>
/// <param name="Life">What has become of it.</param>
/// <param name="Command">What it is, for people: safe to print.</param>
/// <param name="Process">The number of the process that keeps it; 0 where that is not known.</param>
/// <param name="Started">When it was started, by the target's clock.</param>
/// <param name="ExitCode">How it ended; 0 unless it has.</param>
/// <param name="Ended">When it ended, by the target's clock; the start of 1970 unless it has.</param>
public sealed record LastingState(LastingLife Life, string Command, int Process, DateTimeOffset Started, int ExitCode, DateTimeOffset Ended)
{
    internal void Write(IBufferWriter<byte> writer)
    {
        writer.WriteByte((byte)Life);
        writer.WriteDisplayText(Command, WireLimits.MaxText);
        writer.WriteInt64(Process);
        writer.WriteMoment(Started);
        writer.WriteByte(checked((byte)ExitCode));
        writer.WriteMoment(Ended);
    }

    internal static LastingState Read(ref ByteReader reader)
    {
        byte life = reader.ReadByte("lasting command's life");
        if (life > (byte)LastingLife.Lost)
        {
            throw new ProtocolException($"lasting command's life is {life}, the most is {(byte)LastingLife.Lost}");
        }

        return new LastingState(
            (LastingLife)life,
            reader.ReadDisplayText("lasting command", WireLimits.MaxText),
            reader.ReadInt32("keeper's process", int.MaxValue),
            reader.ReadMoment("lasting command's start"),
            reader.ReadByte("lasting command's exit code"),
            reader.ReadMoment("lasting command's end"));
    }
}
