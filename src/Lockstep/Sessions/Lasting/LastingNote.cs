using System.Buffers;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Lockstep.Wire.Fields;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// The note beside a lasting command: what it is and how it ended. A state file (<see cref="RecordReader"/>) with one record, replaced as a whole:
/// <code>
/// file     magic:8  record
/// record   | keeper: v | started ms: v | command's digest: 16 | command: sized | has ended: 1 | exit code: 1 | ended ms: v |
/// </code>
/// That it runs is not the note's to say: its keeper holds a lock for that.
/// </summary>
/// <param name="Keeper">The number of the process that keeps it.</param>
/// <param name="Started">When it was started.</param>
/// <param name="Digest">Tells commands apart.</param>
/// <param name="Command">What it is, for people.</param>
/// <param name="End">How and when it ended; null as long as nobody has seen it end.</param>
internal sealed record LastingNote(int Keeper, DateTimeOffset Started, ContentHash Digest, string Command, LastingEnd? End = null)
{
    /// <summary>A note is far shorter: anything longer is none.</summary>
    private const int MostBytes = 4096;

    private static ReadOnlySpan<byte> Magic => "lkstlst\x01"u8;

    private static ReadOnlySpan<byte> FileName => "note"u8;

    private static ReadOnlySpan<byte> NewFileName => "note.new"u8;

    /// <summary>The digest of a command: of each of its words and where they end.</summary>
    public static ContentHash DigestOf(IReadOnlyList<ReadOnlyMemory<byte>> arguments)
    {
        var words = new ArrayBufferWriter<byte>();
        foreach (ReadOnlyMemory<byte> argument in arguments)
        {
            words.WriteSized(argument.Span);
        }

        return ContentHash.Of(words.WrittenSpan);
    }

    /// <summary>A command for people: its words, or the line of a shell.</summary>
    public static string Show(IReadOnlyList<ReadOnlyMemory<byte>> arguments)
    {
        bool isLine = arguments.Count == 3 && arguments[0].Span.SequenceEqual("sh"u8) && arguments[1].Span.SequenceEqual("-c"u8);
        var shown = new List<string>();
        for (int i = isLine ? 2 : 0; i < arguments.Count; i++)
        {
            shown.Add(DisplayText.Of(arguments[i].Span));
        }

        return string.Join(' ', shown);
    }

    /// <summary>Reads the note; null where there is none, or none that is whole and of this form.</summary>
    public static LastingNote? Find(DirectoryHandle place)
    {
        if (!place.TryStat(FileName, out _))
        {
            return null;
        }

        using FileHandle file = place.OpenFileForRead(FileName);
        var records = new RecordReader(file.ReadAll(MostBytes), Magic);
        try
        {
            return records.MoveNext() && records.Type == RecordType.Lasting ? Decode(records.Payload) : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    /// <summary>Takes the note away.</summary>
    public static void Remove(DirectoryHandle place)
    {
        if (place.TryStat(FileName, out _))
        {
            place.Unlink(FileName);
        }
    }

    /// <summary>Puts it in the place of the one that stands there.</summary>
    public void Write(DirectoryHandle place)
    {
        using (FileHandle file = StateFile.CreateEmpty(place, NewFileName))
        {
            using var writer = RecordWriter.Start(file, Magic);
            writer.BeginRecord(RecordType.Lasting);
            Encode(writer);
            writer.EndRecord();
        }

        place.Rename(NewFileName, place, FileName);
    }

    /// <summary>What is told of it.</summary>
    public LastingState ToState(bool runs) => new(
        runs ? LastingLife.Runs : End is null ? LastingLife.Lost : LastingLife.Ended,
        Command,
        Keeper,
        Started,
        runs ? 0 : End?.ExitCode ?? 0,
        runs ? DateTimeOffset.UnixEpoch : End?.Moment ?? DateTimeOffset.UnixEpoch);

    private static LastingNote Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        var note = new LastingNote(
            reader.ReadInt32("keeper", int.MaxValue),
            reader.ReadMoment("start"),
            reader.ReadHash("digest"),
            reader.ReadDisplayText("command", MostBytes));
        bool hasEnded = reader.ReadBoolean("has ended");
        var end = new LastingEnd(reader.ReadByte("exit code"), reader.ReadMoment("end"));
        reader.ExpectEnd("note");
        return hasEnded ? note with { End = end } : note;
    }

    private void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(Keeper);
        writer.WriteMoment(Started);
        writer.WriteHash(Digest);
        writer.WriteDisplayText(Command, Wire.WireLimits.MaxText);
        writer.WriteBoolean(End is not null);
        writer.WriteByte((byte)(End?.ExitCode ?? 0));
        writer.WriteMoment(End?.Moment ?? DateTimeOffset.UnixEpoch);
    }
}

/// <summary>How a lasting command ended.</summary>
/// <param name="ExitCode">Its exit code, 128 + signal number when a signal ended it.</param>
/// <param name="Moment">When.</param>
internal sealed record LastingEnd(int ExitCode, DateTimeOffset Moment);
