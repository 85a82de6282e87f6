using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// Holds a client's frames against the order that docs/wire-protocol.md gives them: greet, open, then runs, one at a time, and commands beside them, and nothing but
/// urgent messages between the parts of another. Where run follows run the target may be opened again between two of
/// them.
/// </summary>
internal sealed class RequestOrder
{
    private State _state = State.Connected;
    private MessageType? _underway;
    private bool _staysOpen;

    private enum State
    {
        Connected,
        Greeted,
        Previewing,
        Open,
        Begun,
    }

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
            throw new ProtocolException($"{frame.Type} cannot come now: {DescribeState()}");
        }

        _underway = frame.HasMore ? frame.Type : null;
    }

    /// <summary>Both ends have greeted.</summary>
    public void Greeted() => _state = State.Greeted;

    /// <summary>The target is open.</summary>
    public void Opened(bool isPreview, bool staysOpen) => (_state, _staysOpen) = (isPreview ? State.Previewing : State.Open, staysOpen && !isPreview);

    /// <summary>A run is begun.</summary>
    public void Begun() => _state = State.Begun;

    /// <summary>The run is committed; another may begin.</summary>
    public void Committed() => _state = State.Open;

    /// <summary>Throws a <see cref="ProtocolException"/> when the target cannot be unlocked now.</summary>
    public void AcceptLettingGo()
    {
        if (_state == State.Begun)
        {
            throw new ProtocolException($"a command cannot let the target go now: {DescribeState()}");
        }
    }

    /// <summary>Throws a <see cref="ProtocolException"/> when no command can be left on the target: only who may write there can.</summary>
    public void AcceptLasting()
    {
        if (_state == State.Previewing)
        {
            throw new ProtocolException($"a command cannot be left there now: {DescribeState()}");
        }
    }

    /// <summary>The target was unlocked for a command, and takes no run any more.</summary>
    public void LetGo() => _state = State.Previewing;

    private bool IsInTurn(MessageType type) => type switch
    {
        MessageType.Goodbye => true,
        // Which command they are for, and whether there was one, is looked at behind this.
        MessageType.Command or MessageType.Signal or MessageType.Input or MessageType.InputEnd or MessageType.WindowSize =>
            _state is State.Open or State.Previewing or State.Begun,
        MessageType.Channel or MessageType.ChannelData or MessageType.ChannelTaken or MessageType.ChannelEnd => _state != State.Connected,
        MessageType.Hello => _state == State.Connected,
        MessageType.Open => _state == State.Greeted || (_staysOpen && _state == State.Open),
        MessageType.Probe or MessageType.History or MessageType.Past or MessageType.Fetch or MessageType.Inspect or MessageType.Check or MessageType.Attribute => _state is State.Open or State.Previewing,
        MessageType.Begin or MessageType.Purge => _state == State.Open,
        MessageType.Pack or MessageType.Commit => _state == State.Begun,
        _ => false,
    };

    private string DescribeState() => _state switch
    {
        State.Connected => "the client has not greeted",
        State.Greeted => "no target is open",
        State.Previewing => "the target is open and not locked",
        State.Open => "the target is open and no run is begun",
        _ => "a run is begun and not committed",
    };
}
