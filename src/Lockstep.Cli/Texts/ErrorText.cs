using Lockstep.Cli.Terminal;

namespace Lockstep.Cli.Texts;

/// <summary>Shows what stopped us.</summary>
internal static class ErrorText
{
    /// <summary>Writes the message behind our name; what follows its first line is written as it is.</summary>
    public static void Show(UserOutput output, string message) => output.Remark($"{output.RemarkPaint.Red("lockstep:")} {message}");
}
