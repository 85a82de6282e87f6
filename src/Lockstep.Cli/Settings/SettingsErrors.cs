using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>Everything that is wrong with one settings file, so that the user mends it in one go.</summary>
/// <param name="file">The file's name as it is shown.</param>
internal sealed class SettingsErrors(string file)
{
    private readonly List<(SourcePosition At, string Message)> _errors = [];

    public bool Any => _errors.Count > 0;

    /// <summary>Notes an error; the message may hold the file's own text.</summary>
    public void Add(SourcePosition at, string message) => _errors.Add((at, message));

    /// <summary>Stops with all errors, one a line in the file's order, when there is any.</summary>
    public void ThrowIfAny()
    {
        if (Any)
        {
            IEnumerable<string> lines = _errors.OrderBy(error => error.At).Select(error => DisplayText.Of($"{file}:{error.At.Line}:{error.At.Column}: {error.Message}"));
            string count = _errors.Count == 1 ? "1 error" : $"{_errors.Count} errors";
            throw new SyncException(ExitCode.Usage, $"{count} in {DisplayText.Of(file)}\n{string.Join('\n', lines)}");
        }
    }
}
