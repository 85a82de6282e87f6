namespace Lockstep.Watching;

/// <summary>What is known of a path that something happened to and that was not handed out yet.</summary>
internal sealed class PendingPath
{
    /// <summary>When it may be handed out.</summary>
    public TimeSpan Due { get; set; }

    /// <summary>Whether all below it is to be looked at too.</summary>
    public bool IsDeep { get; set; }

    /// <summary>Whether the name did not exist before: if it goes again, nothing has happened.</summary>
    public bool IsNew { get; set; }

    /// <summary>Since when it is being written, while it is open.</summary>
    public TimeSpan? OpenSince { get; set; }
}
