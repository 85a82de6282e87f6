using System.Buffers;
using Lockstep.Plan;
using Lockstep.Plan.Names;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages;

/// <summary>
/// What an endpoint answers to <see cref="OpenRequest"/>: all that is needed to plan, when nothing is new.
/// <code>
/// | baseline digest: 16 | last run: v | 1 baseline follows + 2 has unmanaged + 4 has staged + 8 folds case, 16 folds form,
///                                       32 login is root, 64 has sudo, 128 last run follows, 256 it is locked: v
/// | count: v | count times: note: sized | drift: differences | last run: run, if it follows | holder: sized, if it is locked
/// | baseline: snapshot without stamps, the rest |
/// </code>
/// </summary>
/// <param name="Digest">Digest of the target's baseline.</param>
/// <param name="Baseline">The baseline itself when it is not the one the client holds; else null.</param>
/// <param name="Drift">Managed entries that are not as the baseline says, in path order.</param>
/// <param name="LastRun">Number of the last run; 0 for none.</param>
/// <param name="HasUnmanaged">Whether anything stands in the root that the baseline does not have; when not, there is nothing to probe for.</param>
/// <param name="HasStaged">Whether an interrupted run left staged content that may be taken up again.</param>
/// <param name="Notes">What the user should be told once: a run that was recovered, a state directory inside the root and why.</param>
public sealed record TargetState(
    SnapshotDigest Digest,
    Snapshot? Baseline,
    IReadOnlyList<Difference> Drift,
    long LastRun,
    bool HasUnmanaged,
    bool HasStaged,
    IReadOnlyList<string> Notes)
{
    /// <summary>Which names the target takes for one.</summary>
    public NameFolding FoldsNames { get; init; }

    /// <summary>The last run: who made it, from which project; null where the history does not tell of it.</summary>
    public PastRun? Last { get; init; }

    /// <summary>Whether the login is root.</summary>
    public bool LoginIsRoot { get; init; }

    /// <summary>Whether the login finds a sudo in its PATH.</summary>
    public bool HasSudo { get; init; }

    /// <summary>
    /// Who keeps the target locked, where it is not open for that (<see cref="OpenRequest.AwaitsLock"/>); null where it
    /// is.
    /// </summary>
    public string? Holder { get; init; }

    /// <summary>Whether a probe may find anything: a directory that came in the place of something else was not looked into.</summary>
    public bool MayHaveUnmanaged => HasUnmanaged || Drift.Exists(difference => difference.Actual.IsDirectory);

    [Flags]
    private enum Facts
    {
        BaselineFollows = 1,
        HasUnmanaged = 2,
        HasStaged = 4,
        FoldsCase = 8,
        FoldsForm = 16,
        LoginIsRoot = 32,
        HasSudo = 64,
        LastRunFollows = 128,
        IsLocked = 256,
        All = BaselineFollows | HasUnmanaged | HasStaged | FoldsCase | FoldsForm | LoginIsRoot | HasSudo | LastRunFollows | IsLocked,
    }

    /// <summary>The answer where somebody else keeps the target locked: nothing is told of it.</summary>
    public static TargetState LockedBy(string holder) =>
        new(SnapshotDigest.None, Baseline: null, [], LastRun: 0, HasUnmanaged: false, HasStaged: false, []) { Holder = holder };

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        Facts facts = (Baseline is null ? 0 : Facts.BaselineFollows)
            | (HasUnmanaged ? Facts.HasUnmanaged : 0)
            | (HasStaged ? Facts.HasStaged : 0)
            | (Last is null ? 0 : Facts.LastRunFollows)
            | (LoginIsRoot ? Facts.LoginIsRoot : 0)
            | (HasSudo ? Facts.HasSudo : 0)
            | (Holder is null ? 0 : Facts.IsLocked)
            | FoldsNames switch { NameFolding.Case => Facts.FoldsCase, NameFolding.Form => Facts.FoldsForm, _ => 0 };
        writer.WriteDigest(Digest);
        writer.WriteInt64(LastRun);
        writer.WriteInt64((int)facts);
        writer.WriteNotes(Notes);
        DifferenceList.Write(writer, Drift);
        if (Last is { } last)
        {
            writer.WriteRun(last);
        }

        if (Holder is { } holder)
        {
            writer.WriteDisplayText(holder, WireLimits.MaxText);
        }

        if (Baseline is not null)
        {
            SnapshotEncoder.Encode(Baseline, writer, withStamps: false);
        }
    }

    /// <summary>Reads the message.</summary>
    public static TargetState Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        SnapshotDigest digest = reader.ReadDigest("baseline digest");
        long lastRun = reader.ReadInt64("last run");
        var facts = (Facts)reader.ReadInt32("facts", (int)Facts.All);
        string[] notes = reader.ReadNotes();
        Difference[] drift = DifferenceList.Read(ref reader, "drift");
        PastRun? last = (facts & Facts.LastRunFollows) == 0 ? null : reader.ReadRun();
        string? holder = (facts & Facts.IsLocked) == 0 ? null : reader.ReadDisplayText("holder of the lock", WireLimits.MaxText);
        Snapshot? baseline = (facts & Facts.BaselineFollows) == 0 ? null : ReadBaseline(ref reader, digest);
        reader.ExpectEnd("target state");
        return new TargetState(
            digest, baseline, drift, lastRun, (facts & Facts.HasUnmanaged) != 0, (facts & Facts.HasStaged) != 0, notes)
        {
            Last = last,
            FoldsNames = (facts & Facts.FoldsCase) != 0 ? NameFolding.Case : (facts & Facts.FoldsForm) != 0 ? NameFolding.Form : NameFolding.None,
            LoginIsRoot = (facts & Facts.LoginIsRoot) != 0,
            HasSudo = (facts & Facts.HasSudo) != 0,
            Holder = holder,
        };
    }

    private static Snapshot ReadBaseline(ref ByteReader reader, SnapshotDigest digest)
    {
        Snapshot baseline = SnapshotDecoder.Decode(reader.ReadRest());
        return baseline.Digest == digest ? baseline : throw new ProtocolException("baseline is not the one its digest names");
    }
}
