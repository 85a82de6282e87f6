namespace Lockstep.Sessions.Live;

/// <summary>How a watched target stands, whatever becomes of its connections.</summary>
internal sealed class TargetStanding
{
    private volatile bool _isPaused;
    private volatile bool _isEnding;

    /// <summary>Whether the target waits with everything until the user wants it to go on. Safe to ask from any thread.</summary>
    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }

    /// <summary>Whether it is to end, in good order.</summary>
    public bool IsEnding
    {
        get => _isEnding;
        set => _isEnding = value;
    }

    /// <summary>Whether the target was in step once: from then on it is held fast to.</summary>
    public bool IsInStep { get; set; }

    /// <summary>Whether the user wants the deploy step run as soon as there is a connection.</summary>
    public bool IsDeployAsked { get; set; }

    /// <summary>The first push, where it was not done; null otherwise.</summary>
    public RunSummary? Failed { get; set; }
}
