using System.Threading.Channels;

namespace Lockstep.Sessions.Live;

/// <summary>What the user asks of the targets that are kept in step, each of them.</summary>
public enum LiveRequest
{
    /// <summary>Wait with everything; asked again, compare everything and go on.</summary>
    Pause,

    /// <summary>Compare everything of the project now, and go on if it was paused; try a lost connection again at once.</summary>
    SyncNow,

    /// <summary>Run the deploy step now.</summary>
    Deploy,

    /// <summary>Put the target back to before its last run, and pause it.</summary>
    Undo,

    /// <summary>End, in good order.</summary>
    Quit,
}

/// <summary>What the user has to say about a watch: beforehand, and while it goes on. Requests may come from any thread.</summary>
public sealed class LiveControls
{
    private readonly Channel<LiveRequest> _requests = Channel.CreateUnbounded<LiveRequest>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Reads the project's settings again when they were changed; null when there is nothing to read. Throws what is wrong with them.</summary>
    public Func<LiveSettings>? ReadSettings { get; init; }

    /// <summary>How often in a row a lost connection is tried to be made again before that is the end; null for ever.</summary>
    public int? Retries { get; init; }

    /// <summary>How many first pushes go on at a time, at least 1.</summary>
    public int Jobs { get; init; } = int.MaxValue;

    /// <summary>Takes what there is to tell about the project; from any thread.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Asks for something.</summary>
    public void Ask(LiveRequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Completes when there is a request.</summary>
    internal Task AwaitAsync(CancellationToken cancellation) => _requests.Reader.WaitToReadAsync(cancellation).AsTask();

    /// <summary>The next request; null when there is none.</summary>
    internal LiveRequest? TryNext() => _requests.Reader.TryRead(out LiveRequest request) ? request : null;
}
