using Lockstep.Wire.Fields;
using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// What a target's state tells beside its baseline, read without the lock.
/// <code>
/// | state: sized | holder: sized | is interrupted: 1 | last run: v | started, ms since 1970: 8 | owner: sized |
/// </code>
/// </summary>
/// <param name="State">Absolute path of the state directory, printable; empty where nothing was ever pushed.</param>
/// <param name="Holder">Who holds the lock now and since when; empty when nobody does.</param>
/// <param name="IsInterrupted">Whether a run was interrupted while it was put in place; the next push finishes it.</param>
/// <param name="LastRun">Number of the last run that the history lists; 0 for none.</param>
/// <param name="StartedMs">When it started, in milliseconds since 1970; 0 for none.</param>
/// <param name="Owner">Who ran it, as <c>user@host</c>; empty for none.</param>
public sealed record Inspection(string State, string Holder, bool IsInterrupted, long LastRun, long StartedMs, string Owner)
{
    /// <summary>The end of the year 9999.</summary>
    private const long LastMs = 253_402_300_799_999;

    /// <summary>A target that was never pushed to.</summary>
    public static Inspection Nothing { get; } = new("", "", IsInterrupted: false, 0, 0, "");

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteDisplayText(State, WireLimits.MaxText);
        writer.WriteDisplayText(Holder, WireLimits.MaxText);
        writer.WriteBoolean(IsInterrupted);
        writer.WriteInt64(LastRun);
        writer.WriteFixedUInt64((ulong)StartedMs);
        writer.WriteDisplayText(Owner, WireLimits.MaxName);
    }

    /// <summary>Reads the message.</summary>
    public static Inspection Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var inspection = new Inspection(
            reader.ReadDisplayText("state directory", WireLimits.MaxText),
            reader.ReadDisplayText("holder of the lock", WireLimits.MaxText),
            reader.ReadBoolean("is interrupted"),
            reader.ReadInt64("last run"),
            ReadStart(ref reader),
            reader.ReadDisplayText("owner", WireLimits.MaxName));
        reader.ExpectEnd("inspection");
        return inspection;
    }

    private static long ReadStart(ref ByteReader reader)
    {
        var ms = (long)reader.ReadFixedUInt64("start of the last run");
        return ms is >= 0 and <= LastMs ? ms : throw new ProtocolException($"start of the last run is {ms} ms, which is no time");
    }
}
