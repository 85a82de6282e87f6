using System.Buffers;
using System.Text;
using Lockstep.Delta;
using Lockstep.Files.Hashing;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Remembering;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tests.Wire;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Fuzzing;

/// <summary>Whole files and streams as the product writes them.</summary>
internal static class FuzzSamples
{
    public const int PackLength = 4000;

    private const string Tree = "a=1; b/c=22; b/d/e=333; l -> a; n/ !700; z=1 !600";
    private static readonly Lazy<Dictionary<string, byte[]>> StateFiles = new(MakeStateFiles);

    public static byte[] Journal => StateFiles.Value["history/2/manifest"];

    public static byte[] Baseline => StateFiles.Value["baseline"];

    public static byte[] HistoryIndex => StateFiles.Value["history/index"];

    public static byte[] ClientBaseline => StateFiles.Value["client"];

    public static byte[] HashCache => StateFiles.Value["hashes"];

    public static IReadOnlyList<byte[]> Frames { get; } =
    [
        .. Enum.GetValues<MessageType>().Select(type => Frame(type, IsEmpty(type) ? [] : [1, 2, 3, 4, 5, 6, 7, 8], hasMore: false)),
        Frame(MessageType.TargetState, new byte[3000], hasMore: true),
    ];

    public static IReadOnlyList<byte[]> CompressedPacks { get; } = [Compressed(new byte[PackLength]), Compressed(RecordedBytes())];

    public static byte[] Signature
    {
        get
        {
            var encoded = new ArrayBufferWriter<byte>();
            byte[] content = RecordedBytes();
            var builder = new SignatureBuilder(content.Length, seed: 7);
            builder.Append(content);
            SignatureFormat.Encode(builder.Build(), encoded);
            return encoded.WrittenSpan.ToArray();
        }
    }

    public static byte[] Settings => """
        default_target = "prod"
        [project]
        name = "shop"
        exclude = ["*.log", '/data/']
        [deploy]
        command = "make"
        when = "changed"
        timeout = "10m"
        [[on_change]]
        paths = ["requirements.txt"]
        run = "pip install"
        [target.prod]
        address = "user@host:projects/shop"
        [group]
        all = ["prod"]
        """u8.ToArray();

    public static byte[] Snapshot(bool withStamps)
    {
        var encoded = new ArrayBufferWriter<byte>();
        SnapshotEncoder.Encode(TreeText.Picture(Tree), encoded, withStamps);
        return encoded.WrittenSpan.ToArray();
    }

    private static byte[] RecordedBytes()
    {
        byte[] bytes = new byte[PackLength];
        new Random(1).NextBytes(bytes.AsSpan(PackLength / 2));
        return bytes;
    }

    private static bool IsEmpty(MessageType type) => MessageRule.Of(type).MaxMessage == 0;

    private static byte[] Frame(MessageType type, byte[] payload, bool hasMore)
    {
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, type, payload, hasMore);
        return frame.WrittenSpan.ToArray();
    }

    private static byte[] Compressed(byte[] pack)
    {
        using var compressor = new PackCompressor();
        byte[] compressed = new byte[PackCompressor.Bound(pack.Length)];
        return compressed[..compressor.Compress(pack, level: 3, compressed, out _)];
    }

    private static Dictionary<string, byte[]> MakeStateFiles()
    {
        using var scene = new TargetScene();
        scene.Push(Tree);
        scene.Push("b/c=22 !640; b/d=333; m -> a; n/ !700; y=1 !600");
        scene.Push("b/c=1");
        var files = new Dictionary<string, byte[]>();
        foreach (string file in (string[])["baseline", "history/index", "history/2/manifest"])
        {
            files[file] = File.ReadAllBytes(Path.Combine(scene.StatePath, file));
        }

        var cache = new TargetMemory(Path.Combine(scene.Place, "copies"));
        cache.Save("target", new RememberedTarget(TreeText.Picture("other=1"), TreeText.Picture(Tree), ScannedAtNs: 5, Run: 3));
        files["client"] = File.ReadAllBytes(Directory.GetFiles(Path.Combine(scene.Place, "copies")).Single());
        files["hashes"] = HashCacheForm.ToFile([.. Enumerable.Range(1, 5).Select(key => new HashRecord((UInt128)key, SampleMessages.Hash, Day: 20_000))]);
        return files;
    }
}
