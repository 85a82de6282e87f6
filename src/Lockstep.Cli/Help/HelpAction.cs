using System.CommandLine;
using System.CommandLine.Invocation;
using Lockstep.Native.Terminals;

namespace Lockstep.Cli.Help;

/// <summary>Shows the help of the command that was asked about, whatever else is wrong with the line.</summary>
internal sealed class HelpAction : SynchronousCommandLineAction
{
    private const int StandardOutput = 1, UsualWidth = 80, LeastWidth = 40, MostWidth = 100;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Columns for help: those of the terminal, as far as lines of that length can be read.</summary>
    public static int Width => TerminalSize.Of(StandardOutput) is { Columns: > 0 and var columns } ? Math.Clamp((int)columns, LeastWidth, MostWidth) : UsualWidth;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(new HelpText(Width).Of(parseResult.CommandResult.Command));
        return (int)ExitCode.Done;
    }
}
