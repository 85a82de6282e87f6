using System.Text;

namespace Lockstep.Tree;

/// <summary>
/// Names in commands that a message offers to paste: each is one word for a POSIX shell, whoever chose it. What cannot be
/// typed, or would be taken for an option, is not offered.
/// </summary>
public static class ShellWord
{
    private const string Plain = "_./@%+=:,-";

    /// <summary>The word, in quotes where it needs them; null for a name that no command is offered for.</summary>
    public static string? Of(ReadOnlySpan<byte> name)
    {
        string shown = DisplayText.Of(name);
        bool isTypable = !name.IsEmpty && name[0] != (byte)'-' && Encoding.UTF8.GetBytes(shown).AsSpan().SequenceEqual(name);
        return !isTypable ? null : Quote(shown);
    }

    /// <summary>The same for a text.</summary>
    public static string? Of(string name) => Of(Encoding.UTF8.GetBytes(name));

    /// <summary>A word of the user's own, in quotes where it needs them.</summary>
    public static string Quote(string word) =>
        IsPlain(word) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>A command for a name, or what to say where none can be offered.</summary>
    /// <param name="command">All before the name.</param>
    /// <param name="name">The name.</param>
    /// <param name="otherwise">What is said in its place.</param>
    public static string Command(string command, ReadOnlySpan<byte> name, string otherwise) =>
        Of(name) is { } word ? $"{command} {word}" : otherwise;

    private static bool IsPlain(string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        foreach (char letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && !Plain.Contains(letter))
            {
                return false;
            }
        }

        return true;
    }
}
