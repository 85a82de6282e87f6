using System.Text;
using Lockstep.Native.Terminals;
using Spectre.Console;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// A terminal as Spectre.Console writes to it. Its own one goes through <see cref="Console.Error"/>, whose first use switches the
/// terminal's modes under the feet of an ssh that may be asking for a password.
/// </summary>
internal sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
{
    private const int StandardError = 2;
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    public TextWriter Writer => writer;

    public bool IsTerminal => true;

    public int Width => TerminalSize.Of(StandardError) is { Columns: > 0 and var width } ? width : UsualWidth;

    public int Height => TerminalSize.Of(StandardError) is { Rows: > 0 and var height } ? height : UsualHeight;

    /// <summary>A console that draws on the terminal without colours of its own.</summary>
    public static IAnsiConsole Open(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        Interactive = InteractionSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Out = new TerminalOutput(writer),
    });

    public void SetEncoding(Encoding encoding)
    {
    }
}
