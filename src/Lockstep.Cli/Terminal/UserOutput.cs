using System.ComponentModel;
using System.Text;
using Lockstep.Native.Terminals;
using Spectre.Console;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// Where lines go: results to standard output, remarks and errors to standard error, each whole. While a live block stands on the terminal, lines for
/// the terminal go above it. Safe to call from any thread.
/// </summary>
internal sealed class UserOutput(TextWriter results, TextWriter remarks)
{
    private const int StandardOutput = 1, StandardError = 2;
    private const int BadDescriptor = 9, BrokenPipe = 32;

    private readonly Lock _lock = new();
    private readonly HashSet<TextWriter> _lost = [];
    private IAnsiConsole? _live;

    /// <summary>Colours for results.</summary>
    public Paint ResultPaint { get; init; }

    /// <summary>Colours for remarks.</summary>
    public Paint RemarkPaint { get; init; }

    /// <summary>Whether results are shown on a terminal: then they too go above a live block.</summary>
    public bool ResultsAreOnTerminal { get; init; }

    /// <summary>Whether remarks are shown on a terminal.</summary>
    public bool RemarksAreOnTerminal { get; init; }

    /// <summary>Whether a live block has a place: remarks are shown on a terminal that can move its cursor.</summary>
    public bool CanDraw { get; init; }

    /// <summary>Columns of the terminal, where they are known beforehand; null to ask it each time, since users change its size.</summary>
    public int? Columns { get; init; }

    /// <summary>Columns of the terminal that results are shown on; 0 where there is none.</summary>
    public int ResultWidth => Columns ?? (ResultsAreOnTerminal ? TerminalSize.Of(StandardOutput).Columns : 0);

    /// <summary>Columns of the terminal that remarks are shown on; 0 where there is none.</summary>
    public int RemarkWidth => Columns ?? (RemarksAreOnTerminal ? TerminalSize.Of(StandardError).Columns : 0);

    /// <summary>The process's own streams, as UTF-8.</summary>
    public static UserOutput OfProcess(Func<bool, Paint> paintFor)
    {
        bool results = !Console.IsOutputRedirected, remarks = !Console.IsErrorRedirected;
        bool isDumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return new UserOutput(Writer(StandardOutput), Writer(StandardError))
        {
            ResultPaint = paintFor(results && !isDumb),
            RemarkPaint = paintFor(remarks && !isDumb),
            ResultsAreOnTerminal = results,
            RemarksAreOnTerminal = remarks,
            CanDraw = remarks && !isDumb,
        };
    }

    /// <summary>The same output with results among the remarks: where standard output belongs to somebody else.</summary>
    public UserOutput WithResultsAsRemarks() => new(remarks, remarks)
    {
        ResultPaint = RemarkPaint,
        RemarkPaint = RemarkPaint,
        ResultsAreOnTerminal = RemarksAreOnTerminal,
        RemarksAreOnTerminal = RemarksAreOnTerminal,
        CanDraw = CanDraw,
    };

    /// <summary>Whether results were lost because they could not be written. Not where their reader went away: he has seen enough.</summary>
    public bool HasLostResults { get; private set; }

    /// <summary>Writes a line of what the user asked for; what could steer the terminal is escaped.</summary>
    public void Result(string line) => Write(results, PrintableText.OfLine(line, ResultPaint), isOnTerminal: ResultsAreOnTerminal);

    /// <summary>Writes several lines of what the user asked for, together.</summary>
    public void ResultLines(string text) => Write(results, PrintableText.OfLines(text, ResultPaint), isOnTerminal: ResultsAreOnTerminal);

    /// <summary>Writes a line of results that is printable as it is: that of a command, whose own colours pass (<see cref="Texts.OutputText"/>).</summary>
    public void PrintableResult(string line) => Write(results, line, isOnTerminal: ResultsAreOnTerminal);

    /// <summary>Writes lines that another output has made printable.</summary>
    public void Printable(string lines, bool isResult) =>
        Write(isResult ? results : remarks, lines, isOnTerminal: isResult ? ResultsAreOnTerminal : RemarksAreOnTerminal);

    /// <summary>Writes a line about how it goes; what could steer the terminal is escaped.</summary>
    public void Remark(string line) => Write(remarks, PrintableText.OfLine(line, RemarkPaint), isOnTerminal: RemarksAreOnTerminal);

    /// <summary>Writes several lines about how it goes, together.</summary>
    public void RemarkLines(string text) => Write(remarks, PrintableText.OfLines(text, RemarkPaint), isOnTerminal: RemarksAreOnTerminal);

    /// <summary>A console on the terminal that remarks are shown on, for a live block.</summary>
    public IAnsiConsole OpenConsole() => TerminalOutput.Open(remarks);

    /// <summary>Sends lines for the terminal above a live block until it is called with null.</summary>
    public void ShareWith(IAnsiConsole? live)
    {
        lock (_lock)
        {
            _live = live;
        }
    }

    /// <summary>
    /// Changes the live block, with no line being written meanwhile. Its console takes its locks in one order where it writes and in the other where the block is
    /// changed, so that both at once wait for each other for ever.
    /// </summary>
    public void Redraw(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    private void Write(TextWriter writer, string line, bool isOnTerminal)
    {
        // The cursor stands at the block's head then: the block is erased before the line and drawn again behind it, in one write.
        const string EraseBelow = "\e[J";
        lock (_lock)
        {
            if (_lost.Contains(writer))
            {
                return;
            }

            if (_live is not null && isOnTerminal)
            {
                _live.Write(new ControlCode($"{EraseBelow}{line}\n"));
                return;
            }

            try
            {
                writer.Write(line + "\n");
            }
            catch (IOException failure)
            {
                GiveUp(writer, failure);
            }
        }
    }

    // A push that is under way must not stop because nobody reads what it says. A broken pipe is not even worth a word: its reader has seen
    // enough, as with "| head"; nor is a stream that we were started without.
    private void GiveUp(TextWriter writer, IOException failure)
    {
        _lost.Add(writer);
        if (writer == results && failure.InnerException is not Win32Exception { NativeErrorCode: BrokenPipe or BadDescriptor })
        {
            HasLostResults = true;
            Write(remarks, $"lockstep: cannot write to standard output: {failure.Message}", isOnTerminal: RemarksAreOnTerminal);
        }
    }

    // Not the streams of Console: their first use switches the terminal's modes under the feet of an ssh that may be asking for a password.
    private static StreamWriter Writer(int descriptor) =>
        new(StandardStreams.OpenOutput(descriptor), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
