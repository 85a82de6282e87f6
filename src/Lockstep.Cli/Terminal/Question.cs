namespace Lockstep.Cli.Terminal;

/// <summary>Asks the user for consent, where somebody is there to give it.</summary>
internal static class Question
{
    /// <summary>Whether standard input and the remarks are a terminal's.</summary>
    public static bool IsPossible(UserOutput output) => TypedAnswer.IsPossible(output);

    /// <summary>Asks; anything but <c>y</c> or <c>yes</c>, the input's end among it, is a no.</summary>
    /// <param name="output">Where the question is shown.</param>
    /// <param name="question">The question, in full sentences.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<bool> AskAsync(UserOutput output, string question, CancellationToken cancellation)
    {
        output.Remark($"{question} [y/N]");
        return IsYes(await TypedAnswer.ReadAsync(cancellation));
    }

    internal static bool IsYes(string? answer) => answer?.Trim().ToLowerInvariant() is "y" or "yes";
}
