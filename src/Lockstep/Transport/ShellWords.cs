using System.Text;

namespace Lockstep.Transport;

/// <summary>Splits a command as a POSIX shell does (XCU 2.2, quoting): blanks, single and double quotes, backslash. Expands nothing.</summary>
public static class ShellWords
{
    /// <summary>What only a shell can do: expansions, operators, patterns, comments.</summary>
    private const string NeedsShell = "$`|&;<>(){}*?[]#!\n";

    /// <summary>What a backslash between double quotes takes its meaning from.</summary>
    private const string EscapedInDoubleQuotes = "$`\"\\";

    /// <summary>Whether a quote is opened and not closed, so that a shell would not take it either.</summary>
    public static bool HasOpenQuote(string command)
    {
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            if (command[i] == '\\' && quote != '\'')
            {
                i++;
            }
            else if (quote == '\0' ? command[i] is '\'' or '"' : command[i] == quote)
            {
                quote = quote == '\0' ? command[i] : '\0';
            }
        }

        return quote != '\0';
    }

    /// <summary>Splits <paramref name="command"/>.</summary>
    /// <returns>False when a quote is not closed, or when it holds something only a shell can do.</returns>
    public static bool TrySplit(string command, out IReadOnlyList<string> words)
    {
        var found = new List<string>();
        StringBuilder? word = null;
        words = found;
        for (int i = 0; i < command.Length; i++)
        {
            char c = command[i];
            switch (c)
            {
                case ' ' or '\t':
                    Finish();
                    break;
                case '\'':
                    int end = command.IndexOf('\'', i + 1);
                    if (end < 0)
                    {
                        return false;
                    }

                    (word ??= new()).Append(command, i + 1, end - i - 1);
                    i = end;
                    break;
                case '"':
                    if (!TryReadDoubleQuoted(command, ref i, word ??= new()))
                    {
                        return false;
                    }

                    break;
                case '\\' when i + 1 < command.Length:
                    (word ??= new()).Append(command[++i]);
                    break;
                case '\\':
                case '~' when word is null:
                case var special when NeedsShell.Contains(special):
                    return false;
                default:
                    (word ??= new()).Append(c);
                    break;
            }
        }

        Finish();
        return true;

        void Finish()
        {
            if (word is not null)
            {
                found.Add(word.ToString());
                word = null;
            }
        }
    }

    /// <summary>Reads from the opening quote at <paramref name="i"/> to the closing one, where <paramref name="i"/> then stands.</summary>
    private static bool TryReadDoubleQuoted(string command, ref int i, StringBuilder word)
    {
        for (i++; i < command.Length; i++)
        {
            switch (command[i])
            {
                case '"':
                    return true;
                case '$' or '`':
                    return false;
                case '\\' when i + 1 < command.Length && EscapedInDoubleQuotes.Contains(command[i + 1]):
                    word.Append(command[++i]);
                    break;
                default:
                    word.Append(command[i]);
                    break;
            }
        }

        return false;
    }
}
