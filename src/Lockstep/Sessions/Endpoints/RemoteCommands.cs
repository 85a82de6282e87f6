using System.Buffers;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>The commands that run at the other end of a connection, by their numbers. Safe to call from any thread.</summary>
internal sealed class RemoteCommands(MessageSender sender)
{
    /// <summary>Held while a request leaves, which may take its time: nobody who receives waits for it.</summary>
    private readonly Lock _starting = new();

    private readonly Lock _lock = new();
    private readonly Dictionary<int, RemoteCommand> _running = [];
    private Exception? _end;
    private int _last;

    /// <summary>Whether none runs.</summary>
    public bool AreQuiet
    {
        get
        {
            lock (_lock)
            {
                return _running.Count == 0;
            }
        }
    }

    /// <summary>Asks for a command; the numbers leave in their order.</summary>
    public RemoteCommand Start(CommandRequest request, CommandOutput output)
    {
        lock (_starting)
        {
            int number = ++_last;
            var command = new RemoteCommand(sender, number, request.Lasts, output);
            Add(number, command);
            var message = new ArrayBufferWriter<byte>();
            CommandNumber.Write(message, number);
            request.Encode(message);
            sender.Send(MessageType.Command, message.WrittenMemory);
            return command;
        }
    }

    /// <summary>Takes what comes of a command.</summary>
    /// <exception cref="ProtocolException">No such command runs, or the message is wrong.</exception>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        int number = CommandNumber.Take(ref message);
        RemoteCommand command = Find(number) ?? throw new ProtocolException($"{type} is for command {number}, which does not run");
        switch (type)
        {
            case MessageType.Output:
                command.TakeOutput(message);
                break;
            case MessageType.InputTaken:
                command.TakeCredit(message);
                break;
            case MessageType.Lasting:
                command.TakeReport(message);
                break;
            default:
                // One that cannot be read must find the command still here, to end it.
                CommandResult result = CommandResult.Decode(message);
                command.ExpectReported("end");
                Remove(number);
                command.TakeResult(result);
                break;
        }
    }

    /// <summary>The connection has ended, and with it all of them.</summary>
    public void Break(Exception reason)
    {
        RemoteCommand[] broken;
        lock (_lock)
        {
            _end ??= reason;
            broken = [.. _running.Values];
        }

        foreach (RemoteCommand command in broken)
        {
            command.Break(reason);
        }
    }

    private void Add(int number, RemoteCommand command)
    {
        Exception? reason;
        lock (_lock)
        {
            reason = _end;
            _running.Add(number, command);
        }

        if (reason is not null)
        {
            command.Break(reason);
        }
    }

    private RemoteCommand? Find(int number)
    {
        lock (_lock)
        {
            return _running.GetValueOrDefault(number);
        }
    }

    private void Remove(int number)
    {
        lock (_lock)
        {
            _running.Remove(number);
        }
    }
}
