namespace Lockstep.Sessions.Contents.Shared;

/// <summary>One run's place in a line. Disposing it leaves the line.</summary>
/// <param name="line">The line.</param>
/// <param name="roundTrip">How long the run's target takes to answer, once that is known.</param>
internal sealed class LineReader(ContentLine line, Task<TimeSpan> roundTrip) : IDisposable
{
    /// <summary>How long the run's target takes to answer; null while that is not known.</summary>
    public TimeSpan? RoundTrip => roundTrip.IsCompletedSuccessfully ? roundTrip.Result : null;

    /// <summary>Number of packs taken; the line's to change.</summary>
    public int Taken { get; set; }

    /// <summary>How far the contents have come with the packs taken; the line's to change.</summary>
    public SendPosition Position { get; set; } = SendPosition.Start;

    /// <summary>The next pack, once it is read; null when there are no more, or this run has fallen so far behind that it is not kept any longer.</summary>
    public Task<LinePack?> NextAsync(CancellationToken cancellation) => line.TakeAsync(this, cancellation);

    /// <inheritdoc/>
    public void Dispose() => line.Leave(this);
}
