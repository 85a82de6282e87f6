using System.Buffers;
using CsCheck;
using Lockstep.Plan;
using Lockstep.Plan.Names;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Wire;

public sealed class MessageRoundTripTests
{
    [Fact]
    public void Hello_is_read_back() =>
        Gen.Select(Gen.Int[1, 0xffff], Gen.Int[0, 10], Gen.ULong, WireGens.Text, WireGens.Text).Sample((least, span, features, build, platform) =>
        {
            var hello = new Hello(least, Math.Min(least + span, 0xffff), features, build, platform);
            Assert.Equal(hello, Hello.Decode(SampleMessages.Bytes(hello.Encode)));
        });

    [Fact]
    public void Open_request_is_read_back() =>
        Gen.Select(Gen.Byte[1, 255].Array[1, 60], Gen.Bool, WireGens.Digest, WireGens.Text, Gen.Bool, Gen.Bool).Sample((root, isPreview, known, owner, staysOpen, needsHistory) =>
        {
            OpenRequest read = OpenRequest.Decode(SampleMessages.Bytes(new OpenRequest(root, isPreview, known, owner)
            {
                StaysOpen = staysOpen,
                NeedsHistory = needsHistory,
                Purpose = $"for {owner.Length}",
                AwaitsLock = isPreview,
            }.Encode));
            Assert.Equal(root, read.Root.ToArray());
            Assert.Equal((isPreview, known, owner, staysOpen, needsHistory), (read.IsPreview, read.KnownBaseline, read.Owner, read.StaysOpen, read.NeedsHistory));
            Assert.Equal(($"for {owner.Length}", isPreview), (read.Purpose, read.AwaitsLock));
        });

    [Fact]
    public void Target_state_is_read_back() =>
        Gen.Select(Baseline, WireGens.Digest, WireGens.Differences, Gen.Long[0, long.MaxValue], Gen.Bool, Gen.Select(Gen.Bool, Gen.Enum<NameFolding>()), WireGens.Text.Array[0, 3]).Sample(
            (baseline, digest, drift, run, hasUnmanaged, facts, notes) =>
            {
                var state = new TargetState(baseline?.Digest ?? digest, baseline, drift, run, hasUnmanaged, facts.Item1, notes)
                {
                    FoldsNames = facts.Item2,
                    LoginIsRoot = facts.Item1,
                    HasSudo = hasUnmanaged,
                    Last = facts.Item1 ? SampleMessages.HistoryReply().Runs[0] : null,
                };
                TargetState read = TargetState.Decode(SampleMessages.Bytes(state.Encode));
                Assert.Equal(state.Digest, read.Digest);
                Assert.Equal(baseline?.Digest, read.Baseline?.Digest);
                Assert.Equal(drift, read.Drift);
                Assert.Equal((run, hasUnmanaged, facts), (read.LastRun, read.HasUnmanaged, (read.HasStaged, read.FoldsNames)));
                Assert.Equal(notes, read.Notes);
            });

    [Fact]
    public void Probed_paths_are_read_back_in_their_order() => WireGens.Path.Array[0, 20].Sample(paths =>
        Assert.Equal(paths, ProbeRequest.Decode(SampleMessages.Bytes(new ProbeRequest(paths).Encode)).Paths));

    [Fact]
    public void A_probe_with_a_key_is_read_back() => Gen.Select(WireGens.Path.Array[0, 20], Gen.Byte.Array[SealKey.Length]).Sample((paths, key) =>
    {
        ProbeRequest read = ProbeRequest.Decode(SampleMessages.Bytes(new ProbeRequest(paths) { Key = new SealKey(key) }.Encode));
        Assert.Equal(paths, read.Paths);
        Assert.Equal(key, read.Key!.Bytes.ToArray());
    });

    [Fact]
    public void Seals_are_read_back() => Gen.Select(Gen.ULong, Gen.ULong).Array[0, 20].Sample(halves =>
    {
        ContentSeal[] seals = [.. halves.Select(half => new ContentSeal(half.Item1, half.Item2))];
        byte[] message = SampleMessages.Bytes(new SealReply(seals).Encode);
        Assert.Equal(seals, SealReply.Decode(message, seals.Length).Seals);
        Rejection.Of("asked for were", () => SealReply.Decode(message, seals.Length + 1));
        Rejection.Of("seal reply is followed by 1 bytes", () => SealReply.Decode([.. message, 0], seals.Length));
    });

    [Fact]
    public void Probe_reply_is_read_back() => WireGens.Differences.Sample(differences =>
        Assert.Equal(differences, ProbeReply.Decode(SampleMessages.Bytes(new ProbeReply(differences).Encode)).Found));

    [Fact]
    public void Stage_offer_is_read_back() =>
        Gen.Select(Gen.Int[0, 99].HashSet[0, 20], Gen.Int[0, 99].HashSet[0, 20], WireGens.Hash).Sample((complete, partial, hash) =>
        {
            StagedContent[] contents = [.. complete.Order().Select(index => new StagedContent(index, hash))];
            int[] indexes = [.. partial.Order()];
            StageOffer read = StageOffer.Decode(SampleMessages.Bytes(new StageOffer(contents, indexes).Encode), changeCount: 100);
            Assert.Equal(contents, read.Complete);
            Assert.Equal(indexes, read.Partial);
            Assert.True(read.IsBegun);
        });

    [Fact]
    public void Signature_is_read_back() => Gen.Select(Gen.Int[0, 999], Gen.Byte.Array[0, 50]).Sample((index, encoded) =>
    {
        ContentSignature read = ContentSignature.Decode(SampleMessages.Bytes(new ContentSignature(index, encoded).Encode), changeCount: 1000);
        Assert.Equal(index, read.Index);
        Assert.Equal(encoded, read.Encoded.ToArray());
    });

    [Fact]
    public void Commit_report_is_read_back() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Select(WireGens.Path, WireGens.Text).Array[0, 10], WireGens.Path.Array[0, 10], WireGens.Differences, WireGens.Digest).Sample(
            (run, causes, kept, drift, baseline) =>
            {
                Problem[] problems = [.. causes.Select(cause => new Problem(cause.Item1, cause.Item2))];
                RelativePath[] unproven = [.. kept.Distinct().Order()];
                var report = new CommitReport(run, problems, kept, drift, baseline) { GivenUp = new GivenUpHistory(run / 2, run), Unproven = unproven };
                CommitReport read = CommitReportMessage.Decode(SampleMessages.Bytes(writer => CommitReportMessage.Encode(report, writer)));
                Assert.Equal((run, baseline, report.GivenUp), (read.Run, read.Baseline, read.GivenUp));
                Assert.Equal(problems, read.Problems);
                Assert.Equal(kept, read.Kept);
                Assert.Equal(unproven, read.Unproven);
                Assert.Equal(drift, read.Drift);
            });

    [Fact]
    public void Command_request_is_read_back() =>
        Gen.Select(Gen.Byte[1, 255].Array[1, 20].Array[1, 5], Gen.Select(WireGens.Text, WireGens.Text).Array[0, 5], Gen.Int[0, int.MaxValue], WireGens.Paths).Sample(
            (arguments, variables, milliseconds, changed) =>
            {
                TimeSpan timeout = milliseconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds);
                KeyValuePair<string, string>[] environment = [.. variables.Select(variable => new KeyValuePair<string, string>("N" + variable.Item1, variable.Item2))];
                var request = new CommandRequest([.. arguments.Select(argument => (ReadOnlyMemory<byte>)argument)], environment, timeout, changed) { DeployOf = milliseconds, Debt = milliseconds == 0 ? DeployDebt.None : (DeployDebt)(milliseconds % 3) };
                CommandRequest read = CommandRequest.Decode(SampleMessages.Bytes(request.Encode));
                Assert.Equal(arguments, read.Arguments.Select(argument => argument.ToArray()));
                Assert.Equal(environment, read.Environment);
                Assert.Equal(timeout, read.Timeout);
                Assert.Equal(changed, read.Changed);
                Assert.Equal((milliseconds, request.Debt), (read.DeployOf, read.Debt));
            });

    [Fact]
    public void Attribution_is_read_back() => Gen.Select(WireGens.Runs, Gen.Int[0, 20].Array[0, 30]).Sample((runs, chosen) =>
    {
        PastRun?[] sent = [.. chosen.Select(index => index < runs.Length ? runs[index] : null)];
        AttributionReply read = AttributionReply.Decode(SampleMessages.Bytes(new AttributionReply(sent).Encode), sent.Length);
        Assert.Equal(sent, read.Runs);
    });

    [Fact]
    public void History_is_read_back() => Gen.Select(Gen.Long[0, long.MaxValue], WireGens.Runs, WireGens.Changes).Sample((number, runs, changes) =>
    {
        Assert.Equal(new HistoryRequest(number), HistoryRequest.Decode(SampleMessages.Bytes(new HistoryRequest(number).Encode)));
        HistoryReply read = HistoryReply.Decode(SampleMessages.Bytes(new HistoryReply(number, runs, changes).Encode));
        Assert.Equal(number, read.LastRun);
        Assert.Equal(runs, read.Runs);
        Assert.Equal(changes, read.Changes);
    });

    [Fact]
    public void Past_is_read_back() => Gen.Select(Gen.Long[1, long.MaxValue], WireGens.Path.Array[0, 10], WireGens.Past).Sample((run, paths, entries) =>
    {
        PastRequest request = PastRequest.Decode(SampleMessages.Bytes(new PastRequest(run, paths).Encode));
        Assert.Equal(run, request.Run);
        Assert.Equal(paths, request.Paths);
        Assert.Equal(entries, PastReply.Decode(SampleMessages.Bytes(new PastReply(entries).Encode)).Entries);
    });

    [Fact]
    public void Fetch_request_is_read_back() => WireGens.Edits.Sample(edits =>
    {
        FetchedContent[] contents = [.. edits.Where(edit => edit.Entry.HasContent).Select(edit => new FetchedContent(edit.Path, edit.Entry))];
        Assert.Equal(contents, FetchRequest.Decode(SampleMessages.Bytes(new FetchRequest(contents).Encode)).Contents);
    });

    [Fact]
    public void End_of_a_fetch_is_read_back() => Gen.Select(WireGens.Path, WireGens.Text).Array[0, 9].Sample(problems =>
    {
        Problem[] told = [.. problems.Select(problem => new Problem(problem.Item1, problem.Item2))];
        Assert.Equal(told, FetchEnd.Decode(SampleMessages.Bytes(new FetchEnd(told).Encode)).Problems);
    });

    [Fact]
    public void Inspection_is_read_back() => Gen.Select(WireGens.Text, WireGens.Text, Gen.Bool, Gen.Bool).Sample(
        (state, holder, isInterrupted, hasRun) =>
        {
            var inspection = new Inspection(state, holder, isInterrupted, hasRun ? SampleMessages.HistoryReply().Runs[2] : null);
            Assert.Equal(inspection, Inspection.Decode(SampleMessages.Bytes(inspection.Encode)));
        });

    [Fact]
    public void Lasting_report_is_read_back() => Gen.Select(Gen.Int[0, 2], WireGens.Text, Gen.Int[0, int.MaxValue], Gen.Long[0, 4_000_000_000_000], Gen.Int[0, 255]).Sample(
        (kind, command, process, moment, code) =>
        {
            var state = new LastingState((LastingLife)kind, command, process, DateTimeOffset.FromUnixTimeMilliseconds(moment), code, DateTimeOffset.FromUnixTimeMilliseconds(moment / 2));
            LastingReport report = kind == 0 ? LastingReport.Nothing : new LastingReport((LastingFate)kind, state);
            Assert.Equal(report, LastingReport.Decode(SampleMessages.Bytes(report.Encode)));
            Inspection inspection = Inspection.Nothing with { Lasting = state };
            Assert.Equal(inspection, Inspection.Decode(SampleMessages.Bytes(inspection.Encode)));
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Drift_reply_is_read_back(bool hasUnmanaged)
    {
        var reply = new DriftReply(SampleMessages.Differences(), hasUnmanaged, ["one", "two"]);
        DriftReply read = DriftReply.Decode(SampleMessages.Bytes(reply.Encode));
        Assert.Equal(reply.Drift, read.Drift);
        Assert.Equal((hasUnmanaged, "one, two"), (read.HasUnmanaged, string.Join(", ", read.Notes)));
    }

    [Fact]
    public void What_did_not_happen_since_another_command_was_at_work_is_read_back()
    {
        Assert.False(DriftReply.Decode(SampleMessages.Bytes(DriftReply.Outdated.Encode)).IsCurrent);
        Assert.False(StageOffer.Decode(SampleMessages.Bytes(StageOffer.NotBegun.Encode), changeCount: 3).IsBegun);
        Assert.Equal("held by bob@pc", TargetState.Decode(SampleMessages.Bytes(TargetState.LockedBy("held by bob@pc").Encode)).Holder);
    }

    [Fact]
    public void Output_is_read_back() => Gen.Select(Gen.Bool, Gen.Byte.Array[1, 100]).Sample((isError, bytes) =>
    {
        OutputKind stream = isError ? OutputKind.Error : OutputKind.Out;
        Output read = Output.Decode(SampleMessages.Bytes(writer => new Output(stream, bytes).Encode(writer)));
        Assert.Equal(stream, read.Kind);
        Assert.Equal(bytes, read.Bytes.ToArray());
    });

    [Theory]
    [InlineData(CommandSignal.Interrupt)]
    [InlineData(CommandSignal.Terminate)]
    [InlineData(CommandSignal.Kill)]
    [InlineData(CommandSignal.BrokenPipe)]
    public void Signal_is_read_back(CommandSignal signal) =>
        Assert.Equal(signal, CommandSignalMessage.Decode(SampleMessages.Bytes(writer => CommandSignalMessage.Encode(signal, writer))));

    [Fact]
    public void Command_result_is_read_back() => Gen.Select(Gen.Int[0, 255], Gen.Bool).Sample((code, timedOut) =>
        Assert.Equal(new CommandResult(code, timedOut), CommandResult.Decode(SampleMessages.Bytes(new CommandResult(code, timedOut).Encode))));

    [Fact]
    public void Command_that_was_refused_is_read_back()
    {
        CommandResult refused = CommandResult.Refused("somebody changed deploy.py on the target");
        Assert.Equal(refused, CommandResult.Decode(SampleMessages.Bytes(refused.Encode)));
        Assert.Equal(SampleMessages.DeployRequest().Check, CommandRequest.Decode(SampleMessages.Bytes(SampleMessages.DeployRequest().Encode)).Check);
    }

    [Fact]
    public void Proof_of_a_script_is_read_back()
    {
        var proof = new ContentProof(Lockstep.Tests.Tree.Seals.NewKey(), new ContentSeal(1, 2));
        CommandRequest request = SampleMessages.DeployRequest();
        request = request with { Check = request.Check! with { Proof = proof } };
        ContentProof? read = CommandRequest.Decode(SampleMessages.Bytes(request.Encode)).Check!.Proof;
        Assert.Equal(proof.Key.Bytes.ToArray(), read!.Key.Bytes.ToArray());
        Assert.Equal(proof.Seal, read.Seal);
    }

    [Theory]
    [InlineData(ExitCode.SyncFailed)]
    [InlineData(ExitCode.Refused)]
    [InlineData(ExitCode.Interrupted)]
    public void Failure_is_read_back_and_becomes_the_exception_it_was(ExitCode code)
    {
        var failure = Failure.Of(new SyncException(code, "cannot lock /srv/app on build1: held by ann@desk. Try again later."));
        SyncException thrown = Failure.Decode(SampleMessages.Bytes(failure.Encode)).ToException();
        Assert.Equal((code, failure.Message), (thrown.ExitCode, thrown.Message));
    }

    private static Gen<Snapshot?> Baseline => WireGens.Edits.Select(edits => edits.Length % 3 == 0 ? null : Flat(edits));

    /// <summary>A snapshot of the edits' entries, each directly in the root.</summary>
    private static Snapshot Flat(EntryEdit[] edits)
    {
        var entries = new EntryListBuilder();
        foreach (EntryEdit edit in edits.Where(edit => edit.Entry.Exists && !edit.Path.IsRoot && !edit.Path.Bytes.Contains((byte)'/')))
        {
            entries.Add(edit.Path.Bytes, edit.Entry);
        }

        return new Snapshot(new Entry(EntryType.Directory, 0x1ed, 0, 1, ContentHash.Unknown), entries.Build());
    }
}
