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
internal sealed class WatchStatus
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<RelativePath, string> _standing = [];
    private readonly SortedDictionary<RelativePath, string> _found = [];
    private readonly Dictionary<(OutputSource, string), string> _failed = [];
    private readonly List<string> _running = [];
    private string? _failure;

    /// <summary>What the connection is like.</summary>
    public LiveState State { get; private set; } = LiveState.Connecting;

    /// <summary>Whether nobody else may want the terminal: ssh asks for passwords while it connects.</summary>
    public bool IsSteady => State is LiveState.Watching or LiveState.Paused;

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
    public void Set(LiveState state)
    {
        State = state;
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
                _failed[(step.Source, step.Command)] = StepText.Of(step);
            }
            else if (step.State == StepState.Succeeded || (isKept && step.State == StepState.Started))
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
            _failure = batch.Summary.Exit is ExitCode.Done or ExitCode.Partial or ExitCode.Interrupted ? null : batch.Summary.Message;
        }

        Changed();
    }
}
