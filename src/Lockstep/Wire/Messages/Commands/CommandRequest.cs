using System.Buffers;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Fields;

namespace Lockstep.Wire.Messages.Commands;

/// <summary>
/// A command to run in the target's root.
/// <code>
/// | timeout in ms, 0 for never: v
/// | count: v | count times: argument: sized |                  at least one, without NUL
/// | count: v | count times: | name: sized | value: sized | |   environment
/// | count: v | count times: path: shared, length, bytes |       changed, in path order
/// | run: v |                                                    whose deploy command it is, 0 for none
/// | facts: 1 | window size, with a terminal |                   facts: 1 takes input, 2 has a terminal, 4 lets the target go, 8 lasts, 16 takes up
/// | deploy check, if there is one |                             32 has a deploy check, 64 owes unless it succeeds, 128 owes
/// </code>
/// </summary>
/// <param name="Arguments">Program and arguments as bytes, handed to execve as they are; the program is found over absolute entries of PATH.</param>
/// <param name="Environment">Variables to add.</param>
/// <param name="Timeout">After this the command is ended; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.</param>
/// <param name="Changed">Paths to list in the file that LOCKSTEP_CHANGED names, in path order; empty when the variable is not wanted.</param>
public sealed record CommandRequest(
    IReadOnlyList<ReadOnlyMemory<byte>> Arguments,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    TimeSpan Timeout,
    IReadOnlyList<RelativePath> Changed)
{
    private const byte TakesInputFact = 1, TerminalFact = 2, LetsGoFact = 4, LastsFact = 8, TakesUpFact = 16, CheckFact = 32;
    private const byte OwesUnlessDoneFact = 64, OwesFact = 128;

    /// <summary>The run whose deploy command it is: how it ends is noted in that run's history. 0 for none.</summary>
    public long DeployOf { get; init; }

    /// <summary>Whether the command is sent input; else its input is at its end at once.</summary>
    public bool TakesInput { get; init; }

    /// <summary>The size of the terminal the command runs on; null for none. Its type is the variable TERM.</summary>
    public WindowSize? Terminal { get; init; }

    /// <summary>Whether the target is unlocked when the command starts: others may push to it, and no run is begun on this connection any more.</summary>
    public bool LetsGo { get; init; }

    /// <summary>
    /// Whether it outlasts the connection. A target has one such command at most: the one that runs there is ended first. Without arguments that is all that is done.
    /// </summary>
    public bool Lasts { get; init; }

    /// <summary>Whether the same command, if it lasts there already, goes on instead of being started anew.</summary>
    public bool TakesUp { get; init; }

    /// <summary>What has to be right on the target before the command is started; null for nothing.</summary>
    public DeployCheck? Check { get; init; }

    /// <summary>What is owed to its run once it has ended; from its start until then the files are to be put back, unless nothing is owed.</summary>
    public DeployDebt Debt { get; init; }

    /// <summary>The longest timeout, 24 days: a longer one is cut to it.</summary>
    public static TimeSpan MaxTimeout { get; } = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>What is noted of its run's deploy while it runs, where it owes something.</summary>
    public static DeployOutcome Owed => new(0, TimedOut: false) { IsOwed = true };

    /// <summary>What is noted of its run's deploy when it has ended.</summary>
    public DeployOutcome OutcomeOf(CommandResult result)
    {
        bool isFailed = result.ExitCode != 0 || result.TimedOut;
        bool isOwed = Debt == DeployDebt.Always || (Debt == DeployDebt.UnlessDone && isFailed);
        return new DeployOutcome(result.ExitCode, result.TimedOut) { IsOwed = isOwed };
    }

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.WriteInt64(MillisecondsOf(Timeout));
        writer.WriteInt64(Arguments.Count);
        foreach (ReadOnlyMemory<byte> argument in Arguments)
        {
            writer.WriteSized(argument.Span);
        }

        writer.WriteInt64(Environment.Count);
        foreach ((string name, string value) in Environment)
        {
            writer.WriteText(name);
            writer.WriteText(value);
        }

        PathSeries.WriteAll(writer, Changed);
        writer.WriteInt64(DeployOf);
        writer.WriteByte((byte)(
            (TakesInput ? TakesInputFact : 0) | (Terminal is null ? 0 : TerminalFact) | (LetsGo ? LetsGoFact : 0) | (Lasts ? LastsFact : 0) | (TakesUp ? TakesUpFact : 0)
            | (Check is null ? 0 : CheckFact)
            | Debt switch { DeployDebt.UnlessDone => OwesUnlessDoneFact, DeployDebt.Always => OwesFact, _ => 0 }));
        Terminal?.Encode(writer);
        Check?.Write(writer);
    }

    /// <summary>Reads the message.</summary>
    public static CommandRequest Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        int milliseconds = reader.ReadInt32("timeout", int.MaxValue);
        ReadOnlyMemory<byte>[] arguments = ReadArguments(ref reader);
        KeyValuePair<string, string>[] environment = ReadEnvironment(ref reader);
        RelativePath[] changed = PathSeries.ReadAll(ref reader, "changed paths", inOrder: true);
        long deployOf = reader.ReadInt64("run deployed");
        byte facts = reader.ReadByte("facts");
        if ((facts & (OwesFact | OwesUnlessDoneFact)) == (OwesFact | OwesUnlessDoneFact))
        {
            throw new ProtocolException($"facts are 0x{facts:x2}: a command owes in one way");
        }

        WindowSize? terminal = (facts & TerminalFact) != 0 ? WindowSize.Read(ref reader) : null;
        DeployCheck? check = (facts & CheckFact) != 0 ? DeployCheck.Read(ref reader) : null;
        reader.ExpectEnd("command request");
        TimeSpan timeout = milliseconds == 0 ? System.Threading.Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds);
        return Checked(new CommandRequest(arguments, environment, timeout, changed)
        {
            DeployOf = deployOf,
            TakesInput = (facts & TakesInputFact) != 0,
            Terminal = terminal,
            LetsGo = (facts & LetsGoFact) != 0,
            Lasts = (facts & LastsFact) != 0,
            TakesUp = (facts & TakesUpFact) != 0,
            Check = check,
            Debt = (facts & OwesFact) != 0 ? DeployDebt.Always : (facts & OwesUnlessDoneFact) != 0 ? DeployDebt.UnlessDone : DeployDebt.None,
        });
    }

    private static ReadOnlyMemory<byte>[] ReadArguments(ref ByteReader reader)
    {
        var arguments = new ReadOnlyMemory<byte>[reader.ReadCount("arguments", WireLimits.MaxArguments)];
        for (int i = 0; i < arguments.Length; i++)
        {
            ReadOnlySpan<byte> argument = reader.ReadSized("argument", WireLimits.MaxArgument);
            arguments[i] = argument.Contains((byte)0)
                ? throw new ProtocolException($"argument '{DisplayText.Of(argument)}' has a NUL")
                : argument.ToArray();
        }

        return arguments is not [{ IsEmpty: true }, ..] ? arguments : throw new ProtocolException("command has no program");
    }

    private static CommandRequest Checked(CommandRequest request)
    {
        if (!request.Lasts)
        {
            return request switch
            {
                { TakesUp: true } => throw new ProtocolException("a command that does not last is to be taken up"),
                { Debt: not DeployDebt.None, DeployOf: 0 } => throw new ProtocolException("a command of no run's deploy owes something"),
                { Arguments.Count: 0 } => throw new ProtocolException("command has no program"),
                _ => request,
            };
        }

        bool isTied = request.TakesInput || request.Terminal is not null || request.LetsGo || request.DeployOf != 0 || request.Check is not null || request.Debt != DeployDebt.None;
        return !isTied && request.Timeout == System.Threading.Timeout.InfiniteTimeSpan
            ? request
            : throw new ProtocolException("a command that lasts has an input, a terminal, a time limit, a run or a deploy check, or lets the target go");
    }

    private static KeyValuePair<string, string>[] ReadEnvironment(ref ByteReader reader)
    {
        var variables = new KeyValuePair<string, string>[reader.ReadCount("variables", WireLimits.MaxArguments, itemLength: 2)];
        for (int i = 0; i < variables.Length; i++)
        {
            string name = reader.ReadExactText("variable's name", WireLimits.MaxName);
            if (name.Length == 0 || name.Contains('='))
            {
                throw new ProtocolException($"variable's name '{DisplayText.Of(name)}' is empty or has a '='");
            }

            variables[i] = new(name, reader.ReadExactText("variable's value", WireLimits.MaxArgument));
        }

        return variables;
    }

    private static long MillisecondsOf(TimeSpan timeout) =>
        timeout == System.Threading.Timeout.InfiniteTimeSpan ? 0 : Math.Clamp((long)Math.Ceiling(timeout.TotalMilliseconds), 1, int.MaxValue);
}
