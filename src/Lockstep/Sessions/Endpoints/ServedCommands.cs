using System.Buffers;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>The commands of a client that run on the agent, by the numbers the client gave them. Started and looked up by the receiving thread; each ends on its own.</summary>
/// <param name="endpoint">Where they run.</param>
/// <param name="sender">Takes what comes of them.</param>
/// <param name="orFail">Does work beside the receiving thread and takes care of its failures.</param>
internal sealed class ServedCommands(IEndpoint endpoint, MessageSender sender, Func<Func<Task>, Task> orFail)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, ServedCommand> _served = [];
    private int _last;
    private volatile int _running;

    /// <summary>Whether any runs: its output may wait for a user who reads it slowly.</summary>
    public bool IsAnyRunning => _running > 0;

    /// <summary>Starts the command that the client asks for.</summary>
    /// <exception cref="ProtocolException">It has not the next number, or too many run.</exception>
    public async Task StartAsync(int number, CommandRequest request, CancellationToken cancellation)
    {
        if (number != _last + 1)
        {
            throw new ProtocolException($"command {number} is started, the next is {_last + 1}");
        }

        if (_running == WireLimits.MaxCommands)
        {
            throw new ProtocolException($"{_running + 1} commands are to run at once, the most is {WireLimits.MaxCommands}");
        }

        ServedCommand served = await ServedCommand.StartAsync(endpoint, number, request, sender, cancellation);
        _last = number;
        lock (_lock)
        {
            _served.Add(number, served);
        }

        Interlocked.Increment(ref _running);
        served.Serving = Task.Run(() => orFail(() => ServeAsync(number, served)), CancellationToken.None);
    }

    /// <summary>Hands a message on to the command that it is for; what crosses a command's end is nothing.</summary>
    /// <exception cref="ProtocolException">There was no such command, or the message is wrong.</exception>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        int number = CommandNumber.Take(ref message);
        if (number > _last)
        {
            throw new ProtocolException($"{type} is for command {number}, the last is {_last}");
        }

        Find(number)?.Take(type, message);
    }

    /// <summary>Ends all of them but those that last: TERM, then KILL.</summary>
    public Task EndAsync()
    {
        ServedCommand[] all;
        lock (_lock)
        {
            all = [.. _served.Values];
        }

        foreach (ServedCommand served in all)
        {
            served.Leave();
        }

        return Task.WhenAll(Array.ConvertAll(all, static served => served.Serving));
    }

    private ServedCommand? Find(int number)
    {
        lock (_lock)
        {
            return _served.GetValueOrDefault(number);
        }
    }

    private async Task ServeAsync(int number, ServedCommand served)
    {
        await using (served)
        {
            CommandResult result = await served.WaitAsync();

            // Before the client is told: it may answer with the next command.
            Interlocked.Decrement(ref _running);
            var message = new ArrayBufferWriter<byte>();
            CommandNumber.Write(message, number);
            result.Encode(message);
            sender.Send(MessageType.CommandResult, message.WrittenMemory);
        }

        lock (_lock)
        {
            _served.Remove(number);
        }
    }
}
