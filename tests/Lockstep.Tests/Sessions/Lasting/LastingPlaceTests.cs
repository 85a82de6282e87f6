using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Lockstep.Sessions.Lasting;
using Lockstep.Tests.Files;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Lasting;

/// <summary>Who keeps a lasting command, told by a lock and asked by a pipe.</summary>
public sealed class LastingPlaceTests : IDisposable
{
    private readonly TemporaryDirectory _state = new();
    private readonly LastingPlace _place;

    public LastingPlaceTests()
    {
        _place = LastingPlace.FindOrMake(_state.Handle);
        _place.Patience = TimeSpan.Zero;
    }

    public void Dispose()
    {
        _place.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void Nothing_is_kept_where_nothing_was()
    {
        using var empty = new TemporaryDirectory();
        Assert.Null(LastingPlace.Find(empty.Handle));
        Assert.Null(LastingPlace.Find(state: null));
        Assert.False(_place.IsKept());
        Assert.Null(_place.Describe());
        _place.End(TimeSpan.Zero, () => false);
    }

    [Fact]
    public void A_keeper_is_told_by_its_lock_alone()
    {
        Note(Environment.ProcessId).Write(_place.Directory);
        Assert.Equal(LastingLife.Lost, _place.Describe()?.Life);
        using FileHandle? held = _place.TryTake();
        Assert.True(_place.IsKept());
        Assert.Equal((LastingLife.Runs, "serve"), (_place.Describe()?.Life, _place.Describe()?.Command));
        held!.Unlock();
        Assert.Equal(LastingLife.Lost, _place.Describe()?.Life);
    }

    [Fact]
    public void A_process_whose_number_a_stale_note_has_is_left_alone()
    {
        // This very process: TERM would end the tests.
        Note(Environment.ProcessId).Write(_place.Directory);
        _place.End(TimeSpan.Zero, () => false);
        Assert.False(_place.TryAsk(ProcessSignal.Terminate));
    }

    [Fact]
    public void Those_who_look_are_in_nobody_s_way()
    {
        using FileHandle? held = _place.TryTake();
        held!.Unlock();
        using FileHandle looking = _place.Directory.OpenFileForRead("lock"u8);
        Assert.True(looking.TryLockShared());
        Assert.False(_place.IsKept());
    }

    [Fact]
    public void A_second_keeper_is_none()
    {
        using FileHandle? first = _place.TryTake();
        Assert.NotNull(first);
        Assert.Null(_place.TryTake());
    }

    [Fact]
    public async Task A_keeper_is_asked_by_its_pipe_and_hears_nothing_of_an_earlier_one_s()
    {
        await using (DescriptorReader earlier = _place.OpenControl())
        {
            Assert.True(_place.IsHeard());
            Assert.True(_place.TryAsk(ProcessSignal.Kill));
        }

        Assert.False(_place.IsHeard());
        Assert.False(_place.TryAsk(ProcessSignal.Kill));
        await using DescriptorReader control = _place.OpenControl();
        Assert.True(_place.TryAsk(ProcessSignal.Terminate));
        byte[] asked = new byte[2];
        Assert.Equal(1, await control.ReadAsync(asked, TestContext.Current.CancellationToken));
        Assert.Equal((byte)ProcessSignal.Terminate, asked[0]);
    }

    [Fact]
    public void A_keeper_that_does_not_hear_is_told_with_what_it_keeps()
    {
        Note(12).Write(_place.Directory);
        using FileHandle? held = _place.TryTake();
        SyncException failure = Assert.Throws<SyncException>(() => _place.End(TimeSpan.Zero, () => false));
        Assert.Contains("started on another machine that shares the directory: 'serve', kept by process 12. End it there", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_left_does_not_wait_for_the_end()
    {
        using FileHandle? held = _place.TryTake();
        _place.End(TimeSpan.FromDays(1), () => true);
        Assert.True(_place.IsKept());
    }

    [Fact]
    public void A_note_that_cannot_be_read_does_not_hide_a_keeper()
    {
        File.WriteAllText(_state["lasting/note"], "lkstlst\u0002 of another version");
        using FileHandle? held = _place.TryTake();
        Assert.Equal((LastingLife.Runs, "?"), (_place.Describe()?.Life, _place.Describe()?.Command));
    }

    private static LastingNote Note(int process) => new(process, DateTimeOffset.UnixEpoch, ContentHash.Of("x"u8), "serve");
}
