using Lockstep.Cli.Texts;

namespace Lockstep.Cli.Doctor;

/// <summary>What came of a check.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>A push works; something about it may surprise.</summary>
    Warning,

    /// <summary>A push would not work.</summary>
    Failed,

    /// <summary>The check could not be done.</summary>
    NotChecked,
}

/// <summary>One line of the doctor's list.</summary>
/// <param name="Name">Its name, the same in every version: programs look for it.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Text">What was found.</param>
internal sealed record Check(string Name, Verdict Verdict, string Text)
{
    /// <summary>What to do, as a sentence or a command to paste; null where nothing is to be done.</summary>
    public string? Remedy { get; init; }

    /// <summary>What a push would leave with; <see cref="ExitCode.Done"/> where it would work.</summary>
    public ExitCode Exit { get; init; }

    public static Check Ok(string name, string text) => new(name, Verdict.Ok, text);

    public static Check Warn(string name, string text, string? remedy = null) => new(name, Verdict.Warning, text) { Remedy = remedy };

    public static Check Fail(string name, ExitCode exit, string text, string? remedy = null) =>
        new(name, Verdict.Failed, text) { Exit = exit, Remedy = remedy };

    /// <summary>A check that failed with a message of the library, which has its remedy in it.</summary>
    public static Check Fail(string name, SyncException failure) => FailWith(name, failure.ExitCode, failure.Message);

    /// <inheritdoc cref="Fail(string, SyncException)"/>
    public static Check FailWith(string name, ExitCode exit, string message)
    {
        MessageParts parts = MessageParts.Of(message);
        return Fail(name, exit, parts.Cause, parts.Remedy);
    }

    public static Check Skip(string name, string why) => new(name, Verdict.NotChecked, $"not checked: {why}");
}
