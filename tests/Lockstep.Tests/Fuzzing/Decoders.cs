using System.Buffers;
using System.Text;
using Lockstep.Cli.Settings;
using Lockstep.Delta;
using Lockstep.Files.Hashing;
using Lockstep.Files.State;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Messages;
using Lockstep.Sessions.Remembering;
using Lockstep.Tests.Filters;
using Lockstep.Tests.Tree;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Tests.Fuzzing;

/// <summary>
/// Everything in the product that reads bytes from elsewhere, but for single messages and packs (<see cref="Wire.MutationTests"/>): whole samples to damage, and
/// what reads them. What they may throw is <see cref="ProtocolException"/>, <see cref="SyncException"/> or, of a git index, <see cref="InvalidDataException"/>.
/// </summary>
internal static class Decoders
{
    public static IReadOnlyDictionary<string, Decoder> All { get; } = new Dictionary<string, Decoder>
    {
        ["frames"] = new(FuzzSamples.Frames, ReadFrames),
        ["compressed packs"] = new(FuzzSamples.CompressedPacks, ReadCompressedPack),
        ["snapshot"] = new([FuzzSamples.Snapshot(withStamps: true), FuzzSamples.Snapshot(withStamps: false)], bytes => SnapshotDecoder.Decode(bytes)),
        ["signature"] = new([FuzzSamples.Signature], ReadSignature),
        ["journal"] = new([FuzzSamples.Journal], bytes => RunRecordForm.Read(bytes, out _)),
        ["journal, sealed"] = new([FuzzSamples.Journal], bytes => RunRecordForm.Read(Mutation.Seal(bytes), out _)),
        ["baseline"] = new([FuzzSamples.Baseline], ReadBaseline),
        ["baseline, sealed"] = new([FuzzSamples.Baseline], bytes => ReadBaseline(Mutation.Seal(bytes))),
        ["history, sealed"] = new([FuzzSamples.HistoryIndex], bytes => ReadHistory(Mutation.Seal(bytes))),
        ["client's baseline, sealed"] = new([FuzzSamples.ClientBaseline], bytes => ReadClientBaseline(Mutation.Seal(bytes))),
        ["hash cache"] = new([FuzzSamples.HashCache], bytes => ReadHashCache(bytes)),
        ["git index"] = new([GitIndexSamples.Version2, GitIndexSamples.Version3, GitIndexSamples.Version4], bytes => GitIndex.Read(bytes)),
        ["ignore file"] = new([Encoding.UTF8.GetBytes("# rules\n*.log\n!/keep.[a-z]*\n/build/\n**/x?y\\ \n[[:alpha:]]\n")], bytes => IgnoreFile.Compile(bytes, ".gitignore", ignoresCase: false)),
        ["settings"] = new([FuzzSamples.Settings], bytes => SettingsFile.Parse(Encoding.UTF8.GetString(bytes), "lockstep.toml", "/p", "/h", isProjects: true)),
        ["rsync sender"] = new(RsyncSamples.Streams(ofSender: true), bytes => RsyncSamples.Read(bytes, ofSender: true)),
        ["rsync generator"] = new(RsyncSamples.Streams(ofSender: false), bytes => RsyncSamples.Read(bytes, ofSender: false)),
        ["rsync greeting"] = new(RsyncSamples.Greetings, RsyncSamples.ReadGreeting),
    };

    private static void ReadFrames(byte[] bytes)
    {
        using var expander = new FrameExpander();
        var buffer = new ReadOnlySequence<byte>(bytes);
        while (FrameReader.TryRead(ref buffer, Senders.Both, out Frame frame))
        {
            if (frame.Type != MessageType.Pack)
            {
                expander.Expand(frame);
            }
        }
    }

    private static void ReadCompressedPack(byte[] bytes)
    {
        using var decompressor = new PackDecompressor();
        decompressor.Decompress(bytes, startsStream: true, new byte[FuzzSamples.PackLength]);
    }

    private static void ReadSignature(byte[] bytes)
    {
        var decoder = new SignatureDecoder();
        decoder.Append(bytes.AsSpan(0, bytes.Length / 2));
        decoder.Append(bytes.AsSpan(bytes.Length / 2));
        if (decoder.IsComplete)
        {
            decoder.Build();
        }
    }

    private static void ReadBaseline(byte[] bytes) => InDirectory("baseline", bytes, directory => BaselineStore.Load(directory).Dispose());

    private static void ReadHistory(byte[] bytes) => InDirectory("index", bytes, directory =>
    {
        directory.MakeDirectory("history"u8);
        using (DirectoryHandle history = directory.OpenDirectory("history"u8))
        {
            directory.Rename("index"u8, history, "index"u8);
        }

        RunHistory.Open(directory, lastRun: 3).Dispose();
    });

    private static void ReadClientBaseline(byte[] bytes) => InDirectory("copy", bytes, directory =>
    {
        string path = Encoding.UTF8.GetString(directory.FindPath()!);
        var cache = new TargetMemory(path);
        Assert.Null(cache.Save("target", new RememberedTarget(Snapshot.Absent, Snapshot.Absent, 0, 0)));
        string saved = Directory.GetFiles(path).Single(file => Path.GetFileName(file) != "copy");
        File.Move(Path.Combine(path, "copy"), saved, overwrite: true);
        cache.Load("target");
    });

    private static void ReadHashCache(byte[] bytes) => InDirectory("cache", bytes, directory =>
        new HashCache(directory, "cache"u8, TimeProvider.System).TryFind(directory.Status(), out _));

    private static void InDirectory(string name, byte[] content, Action<DirectoryHandle> read)
    {
        string place = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"lockstep-fuzz-{Guid.NewGuid():N}");
        Directory.CreateDirectory(place);
        try
        {
            File.WriteAllBytes(Path.Combine(place, name), content);
            using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(place));
            read(directory);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}

/// <summary>Something that reads bytes.</summary>
/// <param name="Samples">What it reads without complaint.</param>
/// <param name="Read">Reads.</param>
internal sealed record Decoder(IReadOnlyList<byte[]> Samples, Action<byte[]> Read);
