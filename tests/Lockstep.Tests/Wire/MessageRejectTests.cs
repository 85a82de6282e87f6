using System.Text;
using Lockstep.Native.Terminals;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Wire;

/// <summary>What each message refuses; the accepting twins are the round trips.</summary>
public sealed class MessageRejectTests
{
    private const string Digest = "38373635343332312827262524232221";

    [Theory]
    [InlineData("Hello", "6C6F636B73746570", "least version takes 1 bytes, 0 are left")]
    [InlineData("Hello", "535348322E302D4F", "greeting is 'SSH2.0-O', not 'lockstep'")]
    [InlineData("Hello", "6C6F636B73746570" + "0001", "versions from 0 to 1 are none")]
    [InlineData("Hello", "6C6F636B73746570" + "0201", "versions from 2 to 1 are none")]
    [InlineData("Hello", "6C6F636B73746570" + "01808004", "newest version is 65536, the most is 65535")]
    [InlineData("Hello", "6C6F636B73746570" + "0101" + "0000000000000000" + "8002", "build is 256, the most is 255")]
    [InlineData("Open", "00", "root '' is no path")]
    [InlineData("Open", "036100620000", "root 'a\\x00b' is no path")]
    [InlineData("Open", "8020", "root is 4096, the most is 4095")]
    [InlineData("Open", "0161" + "02", "is preview is 2, the most is 1")]
    [InlineData("Open", "0161" + "00" + Digest + "00" + "02", "stays open is 2, the most is 1")]
    [InlineData("Open", "0161" + "00" + Digest + "00" + "00" + "02", "needs a history is 2, the most is 1")]
    [InlineData("Open", "0161" + "00" + Digest + "00" + "00" + "00" + "00" + "02", "awaits the lock is 2, the most is 1")]
    [InlineData("Open", "0161" + "00" + Digest + "00" + "00" + "00" + "00" + "00" + "FF", "open request is followed by 1 bytes")]
    [InlineData("TargetState", Digest + "00" + "8004" + "0000", "facts is 512, the most is 511")]
    [InlineData("TargetState", Digest + "00" + "8002" + "0000", "holder of the lock takes 1 bytes, 0 are left")]
    [InlineData("TargetState", Digest + "00" + "8001" + "00" + "00", "run takes 1 bytes, 0 are left")]
    [InlineData("TargetState", Digest + "00" + "00" + "41", "notes is 65, the most is 64")]
    [InlineData("TargetState", Digest + "00" + "00" + "00" + "00" + "00", "target state is followed by 1 bytes")]
    [InlineData("TargetState", Digest + "00" + "01" + "00" + "00" + "010000", "baseline is not the one its digest names")]
    [InlineData("Probe", "0200016100", "path takes 1 bytes, 0 are left")]
    [InlineData("Probe", "01016100", "shared path length is 1, the most is 0")]
    [InlineData("Probe", "0100022E2E", "has the component '..'")]
    [InlineData("Probe", "01000161" + "00", "probe request is followed by 1 bytes")]
    [InlineData("Probe", "0200000002612F", "path 'a/' has the component ''")]
    [InlineData("Probe", "0100022F61", "path '/a' has the component ''")]
    [InlineData("Probe", "010003610062", "which cannot stand in a path")]
    [InlineData("Probe", "8180800200", "probed paths is 4194305, the most is 4194304")]
    [InlineData("ProbeReply", "0200016200000001610000", "path 'a' is out of order after 'b'")]
    [InlineData("ProbeReply", "010001610002", "mode takes 1 bytes, 0 are left")]
    [InlineData("ProbeReply", "010001610302", "is managed is 3, the most is 1")]
    [InlineData("ProbeReply", "010001610005", "entry type is 0x05, which is none")]
    [InlineData("ProbeReply", "010001610082", "entry type is 0x82, which is none")]
    [InlineData("ProbeReply", "0100016100018020", "mode is 4096, the most is 4095")]
    [InlineData("ProbeReply", "0100016100010080808080808080808001", "size is 9223372036854775808, the most is 9223372036854775807")]
    [InlineData("ProbeReply", "01000161008100000000000000000000" + "00000000000000000000000000000000", "content hash")]
    [InlineData("StageOffer", "02", "is begun is 2, the most is 1")]
    [InlineData("StageOffer", "00" + "00" + "0100", "a run that is not begun is offered staged contents")]
    [InlineData("StageOffer", "0105", "complete contents is 5, the most is 4")]
    [InlineData("StageOffer", "010001", "partial contents is 1, the most that 0 bytes can hold is 0")]
    [InlineData("StageOffer", "01000104", "distance of indexes is 4, the most is 3")]
    [InlineData("StageOffer", "0100020300", "index of a staged content is over the last of 4 changes")]
    [InlineData("StageOffer", "010000AA", "stage offer is followed by 1 bytes")]
    [InlineData("Signature", "04", "signature's change is 4, the last is 3")]
    [InlineData("Signature", "", "signature's change takes 1 bytes, 0 are left")]
    [InlineData("SealReply", "03", "seals is 3, the most is 2")]
    [InlineData("SealReply", "0200", "seals is 2, the most that 1 bytes can hold is 0")]
    [InlineData("SealReply", "00", "seals are 0, asked for were 2")]
    [InlineData("Begin", Digest + "00" + "00" + "AEDE0200", "days of history is 44846, the most is 36525")]
    [InlineData("Begin", Digest + "00" + "00" + "00" + "00" + "01" + "02FF41", "disposable pattern '\\xffA' is no UTF-8 text without NUL")]
    [InlineData("Begin", Digest + "00" + "00" + "00" + "00" + "00" + "00" + "81808002", "number of changes is 4194305, the most is 4194304")]
    [InlineData("Begin", Digest + "00" + "00" + "00" + "00" + "00" + "00" + "01" + "00", "run request ends after 0 changes and 0 edits, it announced 1 and 0")]
    [InlineData("Begin", Digest + "00" + "00" + "00" + "00" + "00" + "0141", "key of the seals is 1 bytes long, it may be 0 or 1056")]
    [InlineData("Begin", Digest + "00" + "00" + "00" + "00" + "00" + "A108", "key of the seals is 1057, the most is 1056")]
    [InlineData("Begin", Digest + "00" + "04", "kind of run is 4, the most is 3")]
    [InlineData("Begin", Digest + "00" + "84", "kind of run is 4, the most is 3")]
    [InlineData("Begin", Digest + "00" + "80" + "8002", "project is 256, the most is 255")]
    [InlineData("Begin", Digest + "00" + "80" + "0000" + "020000", "commit has 2 bytes, it can have 0, 20 or 32")]
    [InlineData("Begin", Digest + "00" + "80" + "0000" + "21", "commit is 33, the most is 32")]
    [InlineData("Begin", Digest + "00" + "80" + "0000" + "00" + "0010", "flags of a source are 0x10, they may be 0x0f")]
    [InlineData("Purge", "02", "preview is 2, the most is 1")]
    [InlineData("Purge", "000000", "purge request is followed by 1 bytes")]
    [InlineData("Purge", "0005000161", "purged paths is 5, the most that 3 bytes can hold is 1")]
    [InlineData("PurgeReply", "0000000000" + "02000162000161" + "00", "path 'a' is out of order after 'b'")]
    [InlineData("PurgeReply", "0000000000" + "00" + "00" + "00", "purge reply is followed by 1 bytes")]
    [InlineData("History", "0100", "history request is followed by 1 bytes")]
    [InlineData("HistoryReply", "0181808002", "runs is 4194305, the most is 4194304")]
    [InlineData("HistoryReply", "010200000000", "runs is 2, the most that 4 bytes can hold is 0")]
    [InlineData("HistoryReply", "0101" + "01" + "FFFFFFFFFFFFFF7F" + "00" + "00" + "0000000000" + "00", "start is 9223372036854775807, it can be")]
    [InlineData("HistoryReply", "0101" + "01" + "0000000000000000" + "00" + "09" + "0000000000" + "00", "kind of run is 9, the most is 3")]
    [InlineData("HistoryReply", "0101" + "01" + "0000000000000000" + "00" + "00" + "0000000000" + "03", "deploy is 3, the most is 6")]
    [InlineData("HistoryReply", "0101" + "01" + "0000000000000000" + "00" + "00" + "0000000000" + "20", "form of a run's source is 0x20")]
    [InlineData("HistoryReply", "0101" + "01" + "0000000000000000" + "00" + "00" + "0000000000" + "30", "form of a run's source is 0x30")]
    [InlineData("HistoryReply", "0101" + "01" + "0000000000000000" + "00" + "00" + "0000000000" + "10" + "8002", "project is 256, the most is 255")]
    [InlineData("HistoryReply", "0102" + "0200000000000000000000000000000000" + "0200000000000000000000000000000000" + "00", "run 2 is out of order after 2")]
    [InlineData("HistoryReply", "0000" + "0100", "changes is 1, the most that 1 bytes can hold is 0")]
    [InlineData("HistoryReply", "0000" + "00" + "00", "history reply is followed by 1 bytes")]
    [InlineData("Past", "00" + "00", "run is 0, the least is 1")]
    [InlineData("Past", "01" + "0100022E2E", "has the component '..'")]
    [InlineData("Past", "01" + "00" + "00", "past request is followed by 1 bytes")]
    [InlineData("PastReply", "05", "entries of the past is 5, the most that 0 bytes can hold is 0")]
    [InlineData("PastReply", "0100016102" + "0000", "was managed is 2, the most is 1")]
    [InlineData("PastReply", "010001610102" + "0000", "is replaced is 2, the most is 1")]
    [InlineData("PastReply", "010001610100" + "0500", "entry type is 0x05, which is none")]
    [InlineData("PastReply", "020001620100" + "0000" + "0001610100" + "0000", "path 'a' is out of order after 'b'")]
    [InlineData("PastReply", "0000", "past reply is followed by 1 bytes")]
    [InlineData("Attribute", "0200016200" + "0161", "path 'a' is out of order after 'b'")]
    [InlineData("Attribute", "0000", "attribution request is followed by 1 bytes")]
    [InlineData("AttributionReply", "05", "runs is 5, the most that 0 bytes can hold is 0")]
    [InlineData("AttributionReply", "00" + "02" + "0000", "attributed paths is 2, asked for were 3")]
    [InlineData("AttributionReply", "00" + "03" + "000100", "run of a path is 1, the most is 0")]
    [InlineData("AttributionReply", "00" + "03" + "00000000", "attribution reply is followed by 1 bytes")]
    [InlineData("CommitReport", "00" + Digest + "05000161", "problems is 5, the most that 3 bytes can hold is 1")]
    [InlineData("CommitReport", "00" + Digest + "01000161" + "8108", "cause is 1025, the most is 1024")]
    [InlineData("CommitReport", "00" + Digest + "000000" + "0000" + "00" + "00", "commit report is followed by 1 bytes")]
    [InlineData("Command", "00" + "0100", "command has no program")]
    [InlineData("Command", "00" + "01036C0073", "argument 'l\\x00s' has a NUL")]
    [InlineData("Command", "8080808008" + "00", "timeout is 2147483648, the most is 2147483647")]
    [InlineData("Command", "00" + "010161" + "010000", "variable's name '' is empty or has a '='")]
    [InlineData("Command", "00" + "010161" + "0103413D4200", "variable's name 'A=B' is empty or has a '='")]
    [InlineData("Command", "00" + "010161" + "01014103610062", "variable's value 'a\\x00b' is no UTF-8 text without NUL")]
    [InlineData("Command", "00" + "010161" + "00" + "02000162000161", "path 'a' is out of order after 'b'")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "00" + "00", "command request is followed by 1 bytes")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00", "facts takes 1 bytes, 0 are left")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "C0", "facts are 0xc0: a command owes in one way")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "40", "a command of no run's deploy owes something")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "07" + "88", "a command that lasts has an input, a terminal")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "20" + "0300", "deploy script is 3, use of sudo is 0; the most are 2 and 2")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "10", "a command that does not last is to be taken up")]
    [InlineData("Command", "00" + "00" + "00" + "00" + "00" + "00", "command has no program")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "09", "a command that lasts has an input, a terminal, a time limit, a run or a deploy check, or lets the target go")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "0A5018", "a command that lasts has an input, a terminal")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "0C", "a command that lasts has an input, a terminal")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "07" + "08", "a command that lasts has an input, a terminal")]
    [InlineData("Command", "01" + "010161" + "00" + "00" + "00" + "08", "a command that lasts has an input, a terminal")]
    [InlineData("Lasting", "03", "lasting command's fate is 3, the most is 2")]
    [InlineData("Lasting", "0000", "lasting report is followed by 1 bytes")]
    [InlineData("Lasting", "01", "lasting command's life takes 1 bytes, 0 are left")]
    [InlineData("Lasting", "01" + "03", "lasting command's life is 3, the most is 2")]
    [InlineData("Lasting", "01" + "00" + "8108", "lasting command is 1025, the most is 1024")]
    [InlineData("Lasting", "01" + "00" + "00" + "8080808008", "keeper's process is 2147483648, the most is 2147483647")]
    [InlineData("Lasting", "01" + "00" + "00" + "00" + "80B8FF90FDCE39", "lasting command's start is 253402300800000, the most is 253402300799999")]
    [InlineData("DriftReply", "02", "is current is 2, the most is 1")]
    [InlineData("DriftReply", "01" + "02", "has unmanaged is 2, the most is 1")]
    [InlineData("DriftReply", "01" + "00" + "41", "notes is 65, the most is 64")]
    [InlineData("DriftReply", "01" + "00" + "00" + "05000161", "drift is 5, the most that 3 bytes can hold is 0")]
    [InlineData("DriftReply", "01" + "00" + "00" + "00" + "00", "drift reply is followed by 1 bytes")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "02" + "5080", "rows")]
    [InlineData("Command", "00" + "010161" + "00" + "00" + "00" + "02" + "80800418", "columns is 65536, the most is 65535")]
    [InlineData("CommandNumber", "00", "command's number is 0, the least is 1")]
    [InlineData("CommandNumber", "8080808008", "command's number is 2147483648, the most is 2147483647")]
    [InlineData("InputTaken", "00", "input taken is 0 bytes, the least is 1")]
    [InlineData("InputTaken", "818040", "input taken is 1048577, the most is 1048576")]
    [InlineData("InputTaken", "0100", "input taken is followed by 1 bytes")]
    [InlineData("WindowSize", "50808004", "rows is 65536, the most is 65535")]
    [InlineData("WindowSize", "501800", "window size is followed by 1 bytes")]
    [InlineData("Fetch", "01000161" + "020000000000000000" + "00", "'a' is fetched as something without content")]
    [InlineData("Fetch", "01000161" + "00", "'a' is fetched as something without content")]
    [InlineData("Fetch", "0100022E2E" + "00", "has the component '..'")]
    [InlineData("Fetch", "0100022F61" + "00", "path '/a' has the component ''")]
    [InlineData("Fetch", "05000161", "fetched contents is 5, the most that 3 bytes can hold is 0")]
    [InlineData("Fetch", "02000162" + "0100000000000000000000" + "000161" + "0100000000000000000000", "path 'a' is out of order after 'b'")]
    [InlineData("Fetch", "0000", "fetch request is followed by 1 bytes")]
    [InlineData("FetchEnd", "05000161", "problems is 5, the most that 3 bytes can hold is 1")]
    [InlineData("FetchEnd", "01000161" + "8108", "cause is 1025, the most is 1024")]
    [InlineData("FetchEnd", "0000", "end of a fetch is followed by 1 bytes")]
    [InlineData("Inspection", "8108", "state directory is 1025, the most is 1024")]
    [InlineData("Inspection", "0000" + "02", "is interrupted is 2, the most is 1")]
    [InlineData("Inspection", "0000" + "00" + "02", "has a last run is 2, the most is 1")]
    [InlineData("Inspection", "0000" + "00" + "01" + "0C" + "FFFFFFFFFFFFFF7F", "start is 9223372036854775807, it can be")]
    [InlineData("Inspection", "0000" + "00" + "00" + "02", "has a lasting command is 2, the most is 1")]
    [InlineData("Inspection", "0000" + "00" + "00" + "00" + "00", "inspection is followed by 1 bytes")]
    [InlineData("Output", "", "output stream takes 1 bytes, 0 are left")]
    [InlineData("Output", "0341", "output stream is 3, it can be 1 or 2")]
    [InlineData("Output", "01", "output has 0 bytes, the least is 1")]
    [InlineData("Signal", "01", "signal is 1, it can be 2, 9, 13 or 15")]
    [InlineData("Signal", "0900", "signal is followed by 1 bytes")]
    [InlineData("CommandResult", "0003", "end is 3, the most is 2")]
    [InlineData("CommandResult", "00028140", "refusal is 8193, the most is 8192")]
    [InlineData("CommandResult", "000000", "command result is followed by 1 bytes")]
    [InlineData("Failure", "0000", "exit code of a failure is 0, which means none")]
    [InlineData("Failure", "0700", "exit code of a failure is 7, which means none")]
    [InlineData("Failure", "018140", "failure is 8193, the most is 8192")]
    [InlineData("Failure", "010000", "failure is followed by 1 bytes")]
    public void A_wrong_message_is_rejected_with_its_field(string name, string hex, string message) =>
        Rejection.Of(message, () => SampleMessages.Decode(name, Convert.FromHexString(hex)));

    [Fact]
    public void Every_message_that_is_cut_short_is_rejected() => Assert.All(
        SampleMessages.All.Where(sample => sample.Key is not ("Signature" or "CommandNumber" or "Output" or "Pack")),
        sample =>
        {
            for (int length = 0; length < sample.Value.Length; length++)
            {
                Assert.Throws<ProtocolException>(() => SampleMessages.Decode(sample.Key, sample.Value.AsSpan(0, length)));
            }
        });

    [Fact]
    public void Paths_that_spell_out_to_too_much_are_rejected()
    {
        // One long path, then paths of two bytes that repeat all of it.
        byte[] longest = [.. Enumerable.Range(0, RelativePath.MaxLength).Select(i => (byte)(i % 200 == 199 ? '/' : 'a'))];
        var message = new List<byte>(SampleMessages.Bytes(writer =>
        {
            writer.WriteInt64(140_000);
            writer.WriteInt64(0);
            writer.WriteSized(longest);
        }));
        for (int i = 1; i < 140_000; i++)
        {
            message.AddRange([0xff, 0x1f, 0x00]);
        }

        Rejection.Of($"the most is {WireLimits.MaxPathBytes}", () => ProbeRequest.Decode(message.ToArray()));
    }

    [Fact]
    public void What_a_later_version_adds_to_hello_is_skipped()
    {
        var hello = new Hello(1, 2, 0, "0.9.0", "linux-arm64");
        Assert.Equal(hello, Hello.Decode([.. SampleMessages.Bytes(hello.Encode), 1, 2, 3]));
    }

    [Fact]
    public void Text_of_a_peer_cannot_steer_the_terminal() =>
        Assert.Equal("\\x1b[2J\\x0aok", Failure.Decode(SampleMessages.Bytes(new Failure(ExitCode.SyncFailed, "\u001b[2J\nok").Encode)).Message);

    [Theory]
    [InlineData(WireLimits.MaxFailureText, 0)]
    [InlineData(WireLimits.MaxFailureText + 1, 3)]
    public void Text_that_is_too_long_is_cut_between_characters(int length, int dots)
    {
        string shown = Failure.Decode(SampleMessages.Bytes(new Failure(ExitCode.SyncFailed, new string('ä', length / 2) + (length % 2 == 0 ? "" : "x")).Encode)).Message;
        Assert.EndsWith("ä" + new string('.', dots), shown, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(shown), WireLimits.MaxFailureText - 4, WireLimits.MaxFailureText);
    }
}
