using Lockstep.Rsync;
using Lockstep.Rsync.Roles;
using Lockstep.Tests.Rsync;

namespace Lockstep.Tests.Fuzzing;

/// <summary>Recorded streams of rsync as samples. A sample begins with the number of its recording, so that what reads it knows what was agreed.</summary>
internal static class RsyncSamples
{
    private static readonly string[] Names =
    [
        "push_tree", "pull_tree_p27", "pull_tree_p29", "pull_tree_p30", "push_devices", "push_delta", "push_delta_p28", "push_z_zlib", "push_z_zlibx",
        "push_z_zstd", "push_z_lz4", "push_checksum", "push_noir_old31", "push_delete",
    ];

    public static IReadOnlyList<byte[]> Greetings { get; } = [.. Names.Select((name, i) => (byte[])[(byte)i, .. Capture.Load(name).Server[..60]])];

    public static IReadOnlyList<byte[]> Streams(bool ofSender) =>
        [.. Names.Select((name, i) => (byte[])[(byte)i, .. Stream(Capture.Load(name), ofSender, out RsyncSession _)])];

    public static void Read(byte[] sample, bool ofSender) => Declared(() =>
    {
        if (sample.Length == 0)
        {
            return;
        }

        Capture capture = Capture.Load(Names[sample[0] % Names.Length]);
        Stream(capture, ofSender, out RsyncSession session);
        using var replay = new CaptureReplay(session, capture.IsPull, sample[1..]);
        if (ofSender != capture.IsPull && (capture.IsPull || RuleNeeds.OfPush(capture.Options, session.Dialect)))
        {
            replay.CopyRules();
        }

        replay.Copy(ofSender, verifies: false);
    });

    public static void ReadGreeting(byte[] sample) => Declared(() =>
    {
        if (sample.Length > 0)
        {
            Capture.Load(Names[sample[0] % Names.Length]).Start(sample[1..], new MemoryStream());
        }
    });

    /// <summary>The end of the stream and rsync's own exceptions are declared, too.</summary>
    private static void Declared(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is EndOfStreamException or RsyncException)
        {
            // The run ends with this.
        }
    }

    private static byte[] Stream(Capture capture, bool ofSender, out RsyncSession session)
    {
        var said = new MemoryStream();
        session = capture.Start(said);
        return capture.Body(session, (int)said.Length, ofClient: ofSender != capture.IsPull);
    }
}
