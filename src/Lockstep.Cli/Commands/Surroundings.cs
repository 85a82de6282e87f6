using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Holding;

namespace Lockstep.Cli.Commands;

/// <summary>What a command needs of the process it runs in.</summary>
/// <param name="Environment">What decides about settings.</param>
/// <param name="OpenOutput">Makes the output, given which colours suit a stream that is a terminal or not.</param>
internal sealed record Surroundings(UserEnvironment Environment, Func<Func<bool, Paint>, UserOutput> OpenOutput)
{
    /// <summary>Reads what the user types, up to the end of the line; null where nobody is there to type.</summary>
    public Func<string?>? ReadAnswer { get; init; }

    /// <summary>Ends the lingering connection to one login, or to all with null.</summary>
    public Func<SshDestination?, CancellationToken, Task<IReadOnlyList<HolderAnswer>>> Disconnect { get; init; } =
        (_, _) => Task.FromResult<IReadOnlyList<HolderAnswer>>([]);

    /// <param name="interrupted">Ends a question without an answer.</param>
    public static Surroundings OfProcess(CancellationToken interrupted) => new(UserEnvironment.OfProcess(), UserOutput.OfProcess)
    {
        ReadAnswer = TypedAnswer.IsSomebodyThere ? () => TypedAnswer.ReadAsync(interrupted).GetAwaiter().GetResult() : null,
    };

    /// <summary>The output, coloured as command line, environment and settings say, in this order.</summary>
    public UserOutput Output(ColorMode? asked, ColorMode? configured)
    {
        ColorMode mode = asked ?? (Environment.NoColor ? ColorMode.Never : configured ?? ColorMode.Auto);
        return OpenOutput(isTerminal => new Paint(mode == ColorMode.Always || (mode == ColorMode.Auto && isTerminal)));
    }
}
