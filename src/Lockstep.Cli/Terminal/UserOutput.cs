using System.Text;
using Spectre.Console;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// Where lines go: results to standard output, remarks and errors to standard error, each whole. While a live block stands on the terminal, lines for
/// the terminal go above it. Safe to call from any thread.
/// </summary>
internal sealed class UserOutput(TextWriter results, TextWriter remarks)
{
    private readonly Lock _lock = new();
    private IAnsiConsole? _live;

    /// <summary>Colours for results.</summary>
    public Paint ResultPaint { get; init; }

    /// <summary>Colours for remarks.</summary>
    public Paint RemarkPaint { get; init; }

    /// <summary>Whether results are shown on a terminal: then they too go above a live block.</summary>
    public bool ResultsAreOnTerminal { get; init; }

    /// <summary>Whether remarks are shown on a terminal, so that a live block has a place.</summary>
    public bool RemarksAreOnTerminal { get; init; }

    /// <summary>The process's own streams, as UTF-8.</summary>
    public static UserOutput OfProcess(Func<bool, Paint> paintFor)
    {
        // Not Console.Out: it would set up a terminal that is ssh's to set up, and cost milliseconds.
        bool results = !Console.IsOutputRedirected, remarks = !Console.IsErrorRedirected;
        return new UserOutput(Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()))
        {
            ResultPaint = paintFor(results),
            RemarkPaint = paintFor(remarks),
            ResultsAreOnTerminal = results,
            RemarksAreOnTerminal = remarks,
        };
    }

    /// <summary>Writes a line of what the user asked for.</summary>
    public void Result(string line) => Write(results, line, isOnTerminal: ResultsAreOnTerminal);

    /// <summary>Writes a line about how it goes.</summary>
    public void Remark(string line) => Write(remarks, line, isOnTerminal: RemarksAreOnTerminal);

    /// <summary>Sends lines for the terminal above a live block until it is called with null.</summary>
    public void ShareWith(IAnsiConsole? live)
    {
        lock (_lock)
        {
            _live = live;
        }
    }

    private void Write(TextWriter writer, string line, bool isOnTerminal)
    {
        // The cursor stands at the block's head then: the block is erased before the line and drawn again behind it, in one write.
        const string EraseBelow = "\e[J";
        lock (_lock)
        {
            if (_live is not null && isOnTerminal)
            {
                _live.Write(new ControlCode($"{EraseBelow}{line}\n"));
                return;
            }

            writer.Write(line + "\n");
            writer.Flush();
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
}
