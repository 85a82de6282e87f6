using Lockstep.Rsync.Roles;
using Lockstep.Rsync.Tokens;

namespace Lockstep.Tests.Rsync;

/// <summary>Sessions of two stock peers, read and written again by our decoders and encoders.</summary>
public sealed class CaptureTests
{
    /// <summary>The client preferred algorithms in another order, so that the peers disagree: these sessions failed.</summary>
    private static readonly string[] Reversed = ["neg_reversed", "neg_reversed_z"];

    /// <summary>The server ended before a list came.</summary>
    private static readonly string[] Broken = ["push_err_nodir"];

    /// <summary>What travels before or beside the lists has no form here yet.</summary>
    private static readonly string[] NotReadYet = ["push_secluded", "pull_filesfrom", "push_filesfrom_remote"];


    public static TheoryData<string> All => [.. Capture.Names.Except(Reversed).Except(NotReadYet)];

    public static TheoryData<string> Whole => [.. Capture.Names.Except(Reversed).Except(NotReadYet).Except(Broken)];

    [Theory]
    [MemberData(nameof(All))]
    public void The_greeting_is_the_recorded_clients(string name)
    {
        Capture capture = Capture.Load(name);
        var said = new MemoryStream();

        capture.Start(said);

        Assert.Equal(capture.Client[..(int)said.Length], said.ToArray());
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void The_senders_stream_is_written_as_it_was_read(string name)
    {
        (CaptureReplay replay, byte[] stream, RsyncSession session) = Replay(name, ofSender: true);
        using CaptureReplay disposed = replay;

        replay.CopySender();

        Assert.NotEmpty(replay.Names);
        if (session.Compression == CompressionKind.None)
        {
            Assert.Equal(Convert.ToHexString(stream), Convert.ToHexString(replay.Written));
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void The_generators_stream_is_written_as_it_was_read(string name)
    {
        (CaptureReplay replay, byte[] stream, _) = Replay(name, ofSender: false);
        using CaptureReplay disposed = replay;

        replay.CopyGenerator();

        Assert.Equal(Convert.ToHexString(stream), Convert.ToHexString(replay.Written));
    }

    [Theory]
    [InlineData("pull_tree_p27", 5)]
    [InlineData("push_tree", 7)]
    [InlineData("push_noir_old31", 7)]
    public void Contents_have_the_digests_that_follow_them(string name, int files)
    {
        (CaptureReplay replay, _, _) = Replay(name, ofSender: true);
        using CaptureReplay disposed = replay;

        replay.CopySender();

        Assert.InRange(replay.Verified, files, int.MaxValue);
    }

    private static (CaptureReplay Replay, byte[] Stream, RsyncSession Session) Replay(string name, bool ofSender)
    {
        Capture capture = Capture.Load(name);
        var said = new MemoryStream();
        RsyncSession session = capture.Start(said);
        bool ofClient = ofSender != capture.IsPull;
        byte[] stream = capture.Body(session, (int)said.Length, ofClient);
        var replay = new CaptureReplay(session, capture.IsPull, stream);
        if (ofClient && (capture.IsPull || RuleNeeds.OfPush(capture.Options, session.Dialect)))
        {
            replay.CopyRules();
        }

        return (replay, stream, session);
    }
}
