namespace Lockstep.Sessions.Contents;

/// <summary>How far the contents that are sent whole have come; they are sent in the order of the changes.</summary>
/// <param name="Index">The contents of the changes before it are done.</param>
/// <param name="Begun">Bytes of this one that were sent already; -1 where it was not begun.</param>
internal readonly record struct SendPosition(int Index, long Begun = -1)
{
    /// <summary>Nothing was sent.</summary>
    public static SendPosition Start => new(0);
}
