using Lockstep.Wire.Fields;
using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// Why the sender goes no further: its last frame. At the other end it becomes a <see cref="SyncException"/>.
/// <code>
/// | exit code: 1 | message: sized |
/// </code>
/// </summary>
/// <param name="ExitCode">The code the client's process should leave with.</param>
/// <param name="Message">What failed, on which path or host, the cause and the remedy; one line, safe to print.</param>
public sealed record Failure(ExitCode ExitCode, string Message)
{
    /// <summary>What a failing end says to the other.</summary>
    public static Failure Of(SyncException exception) => new(exception.ExitCode, exception.Message);

    /// <summary>The failure as the end that hears of it throws it.</summary>
    public SyncException ToException() => new(ExitCode, Message);

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteByte((byte)ExitCode);
        writer.WriteDisplayText(Message, WireLimits.MaxFailureText);
    }

    /// <summary>Reads the message.</summary>
    public static Failure Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var failure = new Failure(ReadExitCode(ref reader), reader.ReadDisplayText("failure", WireLimits.MaxFailureText));
        reader.ExpectEnd("failure");
        return failure;
    }

    private static ExitCode ReadExitCode(ref ByteReader reader)
    {
        var code = (ExitCode)reader.ReadByte("exit code");
        return code is >= ExitCode.SyncFailed and <= ExitCode.DeployFailed or ExitCode.Interrupted
            ? code
            : throw new ProtocolException($"exit code of a failure is {(int)code}, which means none");
    }
}
