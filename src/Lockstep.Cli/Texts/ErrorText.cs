using Lockstep.Cli.Terminal;

namespace Lockstep.Cli.Texts;

/// <summary>Shows what stopped us.</summary>
internal static class ErrorText
{
    /// <summary>Writes the message, which may have several lines, behind our name.</summary>
    public static void Show(UserOutput output, string message) => output.RemarkLines($"{output.RemarkPaint.Red("lockstep:")} {message}");
}
