namespace Lockstep.Rsync.Roles;

/// <summary>What became of a content that was asked for.</summary>
internal enum FileOutcome
{
    /// <summary>It is in place.</summary>
    Placed,

    /// <summary>It waits beside its place for the end of the transfer.</summary>
    Delayed,

    /// <summary>It did not have its digest.</summary>
    Damaged,

    /// <summary>The sender could not send it, or it could not be written here.</summary>
    Missing,
}
