using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// Holds a client's frames against the order that docs/wire-protocol.md gives them: greet, open, then runs, one at a time, and commands, one at a time, and nothing but
/// urgent messages between the parts of another.
/// </summary>
internal sealed class RequestOrder
{
    private State _state = State.Connected;
    private MessageType? _underway;
    private bool _hasRunCommand;
    private volatile bool _isCommandRunning;

    private enum State
    {
        Connected,
        Greeted,
        Previewing,
        Open,
        Begun,
    }

    /// <summary>Whether a command runs: its output may wait for a user who reads it slowly.</summary>
    public bool IsCommandRunning => _isCommandRunning;

    /// <summary>Throws a <see cref="ProtocolException"/> when a frame may not come now.</summary>
    public void Accept(in Frame frame)
    {
        if (MessageRule.IsUrgent(frame.Type))
        {
            return;
        }

        if (_underway is { } begun)
        {
            if (frame.Type != begun)
            {
                throw new ProtocolException($"{frame.Type} stands between the parts of {begun}");
            }
        }
        else if (!IsInTurn(frame.Type))
        {
            throw new ProtocolException($"{frame.Type} cannot come now: {Describe()}");
        }

        _underway = frame.HasMore ? frame.Type : null;
    }

    /// <summary>Both ends have greeted.</summary>
    public void Greeted() => _state = State.Greeted;

    /// <summary>The target is open.</summary>
    public void Opened(bool isPreview) => _state = isPreview ? State.Previewing : State.Open;

    /// <summary>A run is begun.</summary>
    public void Begun() => _state = State.Begun;

    /// <summary>The run is committed; another may begin.</summary>
    public void Committed() => _state = State.Open;

    /// <summary>A command was started.</summary>
    /// <param name="letsGo">Whether the target was unlocked for it, and takes no run any more.</param>
    public void CommandStarted(bool letsGo)
    {
        (_hasRunCommand, _isCommandRunning) = (true, true);
        _state = letsGo ? State.Previewing : _state;
    }

    /// <summary>The command has ended. To be called before the client is told: it may answer with the next request.</summary>
    public void CommandEnded() => _isCommandRunning = false;

    private bool IsInTurn(MessageType type) => type switch
    {
        MessageType.Goodbye => true,
        // They may cross the result of the command they are for.
        MessageType.Signal or MessageType.Input or MessageType.InputEnd or MessageType.WindowSize => _hasRunCommand,
        MessageType.Hello => _state == State.Connected,
        MessageType.Open => _state == State.Greeted,
        MessageType.Probe or MessageType.History or MessageType.Past or MessageType.Fetch or MessageType.Inspect => _state is State.Open or State.Previewing,
        MessageType.Command => !_isCommandRunning && _state is (State.Open or State.Previewing),
        MessageType.Begin => _state == State.Open,
        MessageType.Pack or MessageType.Commit => _state == State.Begun,
        _ => false,
    };

    private string Describe() => $"{DescribeState()}{(_isCommandRunning ? ", and a command runs" : "")}";

    private string DescribeState() => _state switch
    {
        State.Connected => "the client has not greeted",
        State.Greeted => "no target is open",
        State.Previewing => "the target is open and not locked",
        State.Open => "the target is open and no run is begun",
        _ => "a run is begun and not committed",
    };
}
