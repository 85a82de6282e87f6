namespace Lockstep.Sessions.Reacting;

/// <summary>What is to be done about a trigger.</summary>
internal enum BacklogMove
{
    /// <summary>React to what is under way now.</summary>
    Start,

    /// <summary>Nothing yet: it comes when the reaction under way is over.</summary>
    Wait,

    /// <summary>End the reaction under way; the next is for both.</summary>
    Restart,

    /// <summary>Nothing: it is left out.</summary>
    Skip,
}

/// <summary>Decides which triggers are reacted to, and when. What was not reacted to whole is owed: a reaction that is broken off, by the next one or by a lost connection, loses no change.</summary>
internal sealed class Backlog
{
    private Trigger? _waiting;

    /// <summary>What is being reacted to; null for nothing.</summary>
    public Trigger? UnderWay { get; private set; }

    /// <summary>Takes a trigger.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="onBusy">What becomes of it while an earlier one is reacted to.</param>
    public BacklogMove Add(Trigger trigger, OnBusy onBusy)
    {
        if (UnderWay is null)
        {
            (UnderWay, _waiting) = (Trigger.Join(_waiting, trigger), null);
            return BacklogMove.Start;
        }

        if (onBusy == OnBusy.Skip && !trigger.IsAsked)
        {
            return BacklogMove.Skip;
        }

        _waiting = Trigger.Join(_waiting, trigger);
        if (onBusy != OnBusy.Restart)
        {
            return BacklogMove.Wait;
        }

        _waiting = Trigger.Join(UnderWay, _waiting);
        return BacklogMove.Restart;
    }

    /// <summary>The reaction under way is over; what has waited is under way now.</summary>
    /// <returns>Whether there is any.</returns>
    public bool Next()
    {
        (UnderWay, _waiting) = (_waiting, null);
        return UnderWay is not null;
    }

    /// <summary>The reaction under way was broken off, and what it was for is owed with all that waited.</summary>
    public void BreakOff()
    {
        if (UnderWay is { } owed)
        {
            (UnderWay, _waiting) = (null, _waiting is null ? owed : Trigger.Join(owed, _waiting));
        }
    }
}
