namespace Lockstep.Cli.Settings;

/// <summary>Something in a settings file is wrong.</summary>
/// <param name="message">All of it, for people.</param>
/// <param name="errors">Each by itself, for programs.</param>
internal sealed class SettingsException(string message, IReadOnlyList<SettingsError> errors) : SyncException(ExitCode.Usage, message)
{
    public IReadOnlyList<SettingsError> Errors => errors;
}

/// <summary>One thing that is wrong in a settings file.</summary>
/// <param name="File">The file's name as it is shown.</param>
/// <param name="At">Where.</param>
/// <param name="Message">What, printable.</param>
internal sealed record SettingsError(string File, SourcePosition At, string Message);
