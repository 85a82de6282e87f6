using System.Text;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// An output that keeps its lines until they are released: of several targets that are looked at together, each is shown whole, in its turn.
/// </summary>
internal sealed class HeldOutput
{
    private readonly UserOutput _to;
    private readonly List<(bool IsResult, string Line)> _lines = [];
    private readonly Lock _lock = new();
    private bool _isReleased;

    /// <param name="to">Where the lines go then.</param>
    public HeldOutput(UserOutput to)
    {
        _to = to;
        Output = new UserOutput(new Writer(this, isResult: true), new Writer(this, isResult: false))
        {
            ResultPaint = to.ResultPaint,
            RemarkPaint = to.RemarkPaint,
            ResultsAreOnTerminal = to.ResultsAreOnTerminal,
            RemarksAreOnTerminal = to.RemarksAreOnTerminal,
            CanDraw = to.CanDraw,
        };
    }

    /// <summary>Takes the lines.</summary>
    public UserOutput Output { get; }

    /// <summary>Shows what was kept; what comes from now on is shown at once.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            _lines.ForEach(Show);
            _lines.Clear();
        }
    }

    private void Take(bool isResult, string text)
    {
        lock (_lock)
        {
            (bool, string) line = (isResult, text.EndsWith('\n') ? text[..^1] : text);
            if (_isReleased)
            {
                Show(line);
            }
            else
            {
                _lines.Add(line);
            }
        }
    }

    private void Show((bool IsResult, string Line) line) => _to.Printable(line.Line, line.IsResult);

    private sealed class Writer(HeldOutput held, bool isResult) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => held.Take(isResult, value.ToString());

        public override void Write(string? value) => held.Take(isResult, value ?? string.Empty);
    }
}
