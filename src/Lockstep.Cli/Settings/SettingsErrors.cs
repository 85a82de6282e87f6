using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>Everything that is wrong with one settings file, so that the user mends it in one go.</summary>
/// <param name="file">The file's name as it is shown.</param>
internal sealed class SettingsErrors(string file)
{
    // A file can hold more errors than anybody reads.
    private const int MostShown = 100, MostLetters = 2000;

    private readonly List<(SourcePosition At, string Message)> _errors = [];
    private readonly HashSet<(SourcePosition At, string Message)> _known = [];

    public bool Any => _errors.Count > 0;

    /// <summary>Notes an error, once; the message may hold the file's own text.</summary>
    public void Add(SourcePosition at, string message)
    {
        if (_known.Add((at, message)))
        {
            _errors.Add((at, message));
        }
    }

    /// <summary>Stops with all errors, one a line in the file's order, when there is any.</summary>
    public void ThrowIfAny()
    {
        if (Any)
        {
            IEnumerable<string> lines = _errors.OrderBy(error => error.At).Take(MostShown).Select(Show);
            string count = _errors.Count == 1 ? "1 error" : $"{_errors.Count} errors";
            string shown = _errors.Count > MostShown ? $", of which the first {MostShown} are shown" : string.Empty;
            throw new SettingsException(
                $"{count} in {DisplayText.Of(file)}{shown}\n{string.Join('\n', lines)}",
                [.. _errors.OrderBy(error => error.At).Take(MostShown).Select(error => new SettingsError(DisplayText.Of(file), error.At, DisplayText.Of(Shorten(error.Message))))]);
        }
    }

    private string Show((SourcePosition At, string Message) error) =>
        DisplayText.Of($"{file}:{error.At.Line}:{error.At.Column}: {Shorten(error.Message)}");

    private static string Shorten(string message) => message.Length <= MostLetters ? message : $"{message.AsSpan(0, MostLetters)}…";
}
