using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Wire.Messages;

/// <summary>
/// What a target's state tells beside its baseline, read without the lock.
/// <code>
/// | state: sized | holder: sized | is interrupted: 1 | has a last run: 1 | run, if it has | has a lasting command: 1 | its state, if it has |
/// </code>
/// </summary>
/// <param name="State">Absolute path of the state directory, printable; empty where nothing was ever pushed.</param>
/// <param name="Holder">Who holds the lock now and since when; empty when nobody does.</param>
/// <param name="IsInterrupted">Whether a run was interrupted while it was put in place; the next push finishes it.</param>
/// <param name="LastRun">The last run that the history lists; null for none.</param>
public sealed record Inspection(string State, string Holder, bool IsInterrupted, PastRun? LastRun)
{
    /// <summary>The command that was started so that it outlasts its connection, or how it ended; null for none.</summary>
    public LastingState? Lasting { get; init; }

    /// <summary>A target that was never pushed to.</summary>
    public static Inspection Nothing { get; } = new("", "", IsInterrupted: false, LastRun: null);

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteDisplayText(State, WireLimits.MaxText);
        writer.WriteDisplayText(Holder, WireLimits.MaxText);
        writer.WriteBoolean(IsInterrupted);
        writer.WriteBoolean(LastRun is not null);
        if (LastRun is { } run)
        {
            writer.WriteRun(run);
        }

        writer.WriteBoolean(Lasting is not null);
        Lasting?.Write(writer);
    }

    /// <summary>Reads the message.</summary>
    public static Inspection Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        var inspection = new Inspection(
            reader.ReadDisplayText("state directory", WireLimits.MaxText),
            reader.ReadDisplayText("holder of the lock", WireLimits.MaxText),
            reader.ReadBoolean("is interrupted"),
            reader.ReadBoolean("has a last run") ? reader.ReadRun() : null)
        {
            Lasting = reader.ReadBoolean("has a lasting command") ? LastingState.Read(ref reader) : null,
        };
        reader.ExpectEnd("inspection");
        return inspection;
    }
}
