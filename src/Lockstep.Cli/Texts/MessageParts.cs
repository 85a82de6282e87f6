namespace Lockstep.Cli.Texts;

/// <summary>
/// A message taken apart: ours say the cause in the first sentence and the remedy in those after it; indented lines below are somebody
/// else's words, or a list, and belong to the cause.
/// </summary>
/// <param name="Cause">What is wrong, without the full stop.</param>
/// <param name="Remedy">What to do; null where the message does not say.</param>
internal sealed record MessageParts(string Cause, string? Remedy)
{
    public static MessageParts Of(string message)
    {
        int end = message.IndexOf("\n ", StringComparison.Ordinal);
        (string first, string below) = end < 0 ? (message, string.Empty) : (message[..end], message[end..]);
        for (int i = 0; i + 2 < first.Length; i++)
        {
            bool isBreak = first[i] == '\n' || (first[i] == '.' && first[i + 1] == ' ' && (char.IsAsciiLetterUpper(first[i + 2]) || first[i + 2] == '-'));
            if (isBreak)
            {
                return new MessageParts(first[..i] + below, first[(i + 1)..].Trim());
            }
        }

        return new MessageParts(first.TrimEnd('.') + below, Remedy: null);
    }
}
