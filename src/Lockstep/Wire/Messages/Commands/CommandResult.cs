using System.Buffers;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// How a command ended, or why it was not started.
/// <code>
/// | exit code: 1 | end: 1 | refusal, when it was not started: sized |       end: 0 by itself, 1 timed out, 2 not started
/// </code>
/// </summary>
/// <param name="ExitCode">Its exit code, 0 to 255; 128 + signal number when a signal ended it.</param>
/// <param name="TimedOut">Whether it was ended because its time was up.</param>
public readonly record struct CommandResult(int ExitCode, bool TimedOut)
{
    /// <summary>What a shell answers for a program that is there and cannot be started.</summary>
    private const int CannotStart = 126;

    private const byte EndedByItself = 0, RanOutOfTime = 1, NotStarted = 2;

    /// <summary>Why the command was not started, for people: what its check has found; null when it was.</summary>
    public string? Refusal { get; init; }

    /// <summary>A command that was not started.</summary>
    public static CommandResult Refused(string why) => new(CannotStart, TimedOut: false) { Refusal = why };

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteByte(checked((byte)ExitCode));
        writer.WriteByte(Refusal is not null ? NotStarted : TimedOut ? RanOutOfTime : EndedByItself);
        if (Refusal is { } why)
        {
            writer.WriteDisplayText(why, WireLimits.MaxFailureText);
        }
    }

    /// <summary>Reads the message.</summary>
    public static CommandResult Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        byte exitCode = reader.ReadByte("exit code"), end = reader.ReadByte("end");
        if (end > NotStarted)
        {
            throw new ProtocolException($"end is {end}, the most is {NotStarted}");
        }

        var result = new CommandResult(exitCode, end == RanOutOfTime) { Refusal = end == NotStarted ? reader.ReadDisplayText("refusal", WireLimits.MaxFailureText) : null };
        reader.ExpectEnd("command result");
        return result;
    }
}
