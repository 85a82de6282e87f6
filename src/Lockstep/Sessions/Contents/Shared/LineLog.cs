using Lockstep.Plan;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents.Shared;

/// <summary>The journal of the pack that is being filled.</summary>
internal sealed class LineLog : ISendLog
{
    private SendJournal _current = new();

    /// <summary>The journal of the pack that is full now; the next begins.</summary>
    public SendJournal TakeJournal()
    {
        SendJournal taken = _current;
        _current = new SendJournal();
        return taken;
    }

    /// <inheritdoc/>
    public void Advance(long bytes) => _current.Advance(bytes);

    /// <inheritdoc/>
    public void Complete(int index, in FinalContent final, long sentBytes) => _current.Complete(index, final, sentBytes);

    /// <inheritdoc/>
    public void Skip(in Problem problem) => _current.Skip(problem);

    /// <inheritdoc/>
    public void Report()
    {
    }
}
