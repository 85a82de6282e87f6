using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Tree;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// What is to be seen of a watched target at a glance: the connection, and the troubles that are not over. A trouble goes when its path was looked at again
/// without it. Safe to read from any thread.
/// </summary>
/// <param name="target">The target's name.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchStatus(string target, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<RelativePath, string> _standing = [];
    private readonly SortedDictionary<RelativePath, string> _found = [];
    private readonly Dictionary<(OutputSource, string), string> _failed = [];
    private readonly List<string> _running = [];
    private string? _failure;
    private long _connectingSince = time.GetTimestamp();

    /// <summary>The target's name.</summary>
    public string Target => target;

    /// <summary>What the connection is like.</summary>
    public LiveState State { get; private set; } = LiveState.Connecting;

    /// <summary>Why there is no connection, or no watch any more; null where there is nothing to say.</summary>
    public string? Message { get; private set; }

    /// <summary>Whether the target is not kept in step any longer.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether there was a connection before.</summary>
    public bool WasConnected { get; private set; }

    /// <summary>For how long the target is being connected to, and ssh may be asking the user something; null when it is not.</summary>
    public TimeSpan? Connecting => State == LiveState.Connecting && !IsOver ? time.GetElapsedTime(Volatile.Read(ref _connectingSince)) : null;

    /// <summary>How long the last batch took from the first change until the target said that it has it; null before the first.</summary>
    public TimeSpan? LastDelay { get; private set; }

    /// <summary>How many batches the target has not begun to take.</summary>
    public int Behind { get; private set; }

    /// <summary>Called after every change, on the thread that made it.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>The troubles that are not over, one line each.</summary>
    public IReadOnlyList<string> Troubles
    {
        get
        {
            lock (_lock)
            {
                return [.. _failure is null ? Array.Empty<string>() : [_failure], .. _failed.Values, .. _standing.Values];
            }
        }
    }

    /// <summary>What runs on the target after a batch, but for what is kept running; null when nothing does.</summary>
    public string? Running
    {
        get
        {
            lock (_lock)
            {
                return _running.LastOrDefault();
            }
        }
    }

    /// <summary>The connection has changed.</summary>
    /// <param name="state">What it is now.</param>
    /// <param name="message">Why.</param>
    public void Set(LiveState state, string? message)
    {
        if (state == LiveState.Connecting)
        {
            Volatile.Write(ref _connectingSince, time.GetTimestamp());
        }

        // Why it was lost is of interest until it is there again.
        Message = state switch
        {
            LiveState.Disconnected => Head(message) ?? Message,
            LiveState.Connecting => Message,
            _ => null,
        };
        WasConnected |= state is LiveState.Watching or LiveState.Paused;
        State = state;
        Changed();
    }

    /// <summary>The first line of a message: what follows is what ssh said, for which there is no room at a glance.</summary>
    public static string? Head(string? message) => message?.Split('\n', 2)[0];

    /// <summary>The target is so many batches behind.</summary>
    public void SetBehind(int batches)
    {
        Behind = batches;
        Changed();
    }

    /// <summary>The target is not kept in step any longer.</summary>
    public void End(RunSummary summary)
    {
        (IsOver, Message, Behind) = (true, Head(summary.Message), 0);
        Changed();
    }

    /// <summary>A command has started or ended. Its failure stands until it succeeds, and that of the command that is kept running until it is started again.</summary>
    public void Set(CommandStep step)
    {
        lock (_lock)
        {
            bool isKept = step.Source == OutputSource.Command;
            if (step.State == StepState.Started && !isKept)
            {
                _running.Add(StepText.NameOf(step));
            }
            else
            {
                _running.Remove(StepText.NameOf(step));
            }

            if (StepText.IsTrouble(step))
            {
                _failed[(step.Source, step.Command)] = StepText.Of(step, target);
            }
            else if (step.State == StepState.Succeeded || (isKept && step.State is StepState.Started or StepState.GoesOn))
            {
                _failed.Remove((step.Source, step.Command));
            }
        }

        Changed();
    }

    /// <summary>The batch under way has met trouble with a path.</summary>
    public void Found(RelativePath path, string trouble)
    {
        lock (_lock)
        {
            _found[path] = trouble;
        }
    }

    /// <summary>A batch is over.</summary>
    public void Conclude(LiveBatch batch)
    {
        lock (_lock)
        {
            foreach (RelativePath path in _standing.Keys.Where(batch.Scope.Contains).ToList())
            {
                _standing.Remove(path);
            }

            foreach ((RelativePath path, string trouble) in _found)
            {
                _standing[path] = trouble;
            }

            _found.Clear();
            bool isThere = batch.Summary.Exit is ExitCode.Done or ExitCode.Partial;
            LastDelay = (isThere ? batch.Delay : null) ?? LastDelay;
            // What ends the connection, or the watch, is told as that.
            _failure = isThere || batch.Summary.Exit is ExitCode.Interrupted or ExitCode.NoConnection ? null : batch.Summary.Message;
        }

        Changed();
    }
}
