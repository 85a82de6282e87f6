using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Lockstep.Cli.Settings;

/// <summary>Splits a command such as <c>ssh -F './my config'</c> into words as a shell would, but expands nothing.</summary>
internal static class CommandWords
{
    /// <summary>Splits at white space; single quotes, double quotes and backslashes keep it.</summary>
    public static bool TrySplit(string text, out IReadOnlyList<string> words, [NotNullWhen(false)] out string? flaw)
    {
        List<string> found = [];
        words = found;
        StringBuilder? word = null;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (letter == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                (word ??= new StringBuilder()).Append(text[++i]);
            }
            else if (quote == '\0' && letter is ('\'' or '"'))
            {
                quote = letter;
                word ??= new StringBuilder();
            }
            else if (quote != '\0' && letter == quote)
            {
                quote = '\0';
            }
            else if (quote != '\0' || !char.IsWhiteSpace(letter))
            {
                (word ??= new StringBuilder()).Append(letter);
            }
            else if (word is not null)
            {
                found.Add(word.ToString());
                word = null;
            }
        }

        if (word is not null)
        {
            found.Add(word.ToString());
        }

        flaw = quote != '\0' ? $"has a {quote} that is not closed" : found.Count == 0 ? "holds no command" : null;
        return flaw is null;
    }
}
