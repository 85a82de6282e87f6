namespace Lockstep.Sessions.Contents.Shared;

/// <summary>A pack of a line, kept for the runs that have not taken it yet.</summary>
/// <param name="Encoded">The pack, in memory of its own.</param>
/// <param name="IsOfLargeContent">Whether it has a piece of a content too large for one record.</param>
/// <param name="Journal">What became of the contents in it.</param>
/// <param name="After">How far the contents have come with it.</param>
internal sealed record LinePack(EncodedPack Encoded, bool IsOfLargeContent, SendJournal Journal, SendPosition After)
{
    /// <summary>Called when a run has sent it.</summary>
    public Action Sent { get; init; } = () => { };

    /// <summary>The pack for one of the runs.</summary>
    public ContentPack ForSending() => new(Encoded, IsOfLargeContent, Sent);
}
