using Lockstep.Plan;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>Takes note of what becomes of contents while they are read and sent.</summary>
internal interface ISendLog
{
    /// <summary>Some bytes of contents are done.</summary>
    void Advance(long bytes);

    /// <summary>A content is done.</summary>
    /// <param name="index">The change.</param>
    /// <param name="final">What the content turned out to be.</param>
    /// <param name="sentBytes">Bytes of it that were sent, before compression.</param>
    void Complete(int index, in FinalContent final, long sentBytes);

    /// <summary>A content is not sent.</summary>
    void Skip(in Problem problem);

    /// <summary>Now is a good moment to tell the user how far it is.</summary>
    void Report();
}
