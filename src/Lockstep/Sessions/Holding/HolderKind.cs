namespace Lockstep.Sessions.Holding;

/// <summary>Who holds a connection.</summary>
public enum HolderKind
{
    /// <summary>Nobody.</summary>
    Nobody,

    /// <summary>A connection that lingered, and ends now.</summary>
    Ends,

    /// <summary>A watch, or one that does not answer.</summary>
    Stays,
}
