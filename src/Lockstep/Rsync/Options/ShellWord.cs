using System.Text;

namespace Lockstep.Rsync.Options;

/// <summary>Words for the shell of the other end, escaped as rsync since 3.2.4 does it.</summary>
internal static class ShellWord
{
    private const string Special = " \t\r!#$&;|<>(){}\"'`\\";
    private const string Wild = "*?[]";

    /// <summary>
    /// Escapes an option or its argument: nothing in it means anything to a shell but a tilde in front.
    /// </summary>
    public static string OfOption(string word) => Escape(word, keepsWildcards: false);

    /// <summary>Escapes a path, in which the shell expands wildcards.</summary>
    /// <param name="word">The path.</param>
    /// <param name="isPulled">Whether it is a source: then a tilde is a home directory only with a slash behind
    /// it.</param>
    public static string OfPath(string word, bool isPulled)
    {
        string path = word.StartsWith('-') ? "./" + word : word;
        string escaped = Escape(path, keepsWildcards: true);
        return isPulled && path.StartsWith('~') && !path.Contains('/') ? "\\" + escaped : escaped;
    }

    private static string Escape(string word, bool keepsWildcards)
    {
        var escaped = new StringBuilder(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            char letter = word[i];
            bool escapesWildcard = keepsWildcards && letter == '\\' && i + 1 < word.Length && Wild.Contains(word[i + 1]);
            if (letter == '\n')
            {
                // A backslash before a line break joins lines; only quotes keep it.
                escaped.Append("'\n'");
                continue;
            }

            if (!escapesWildcard && (Special.Contains(letter) || (!keepsWildcards && Wild.Contains(letter))))
            {
                escaped.Append('\\');
            }

            escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
