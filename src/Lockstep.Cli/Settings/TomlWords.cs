using System.Text.RegularExpressions;

namespace Lockstep.Cli.Settings;

/// <summary>
/// What is wrong with the syntax of a TOML file in words for whoever wrote it. The parser's own are about its tokens.
/// </summary>
internal static class TomlWords
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    /// <summary>Looked for in this order; <c>{0}</c> is what the parser names.</summary>
    private static readonly (Regex Theirs, string Ours)[] Known =
    [
        (new("^Unexpected token `(yes|no|on|off|True|False|TRUE|FALSE)` for a value", Options), "'{0}' is no value: write true or false"),
        (new("^Unexpected token `<eof>` for a value", Options), "a value is missing at the end of the file"),
        (new("^Unexpected token `(.+?)` for a value", Options), "'{0}' is no value: a text stands in quotes, such as \"{0}\""),
        (new("while expecting a value", Options), "a value is missing"),
        (new("^Expecting `=` after a key", Options), "'=' is missing after the key"),
        (new("^Unexpected token \\[(.+?)\\] found", Options), "'{0}' cannot stand here: a key is missing"),
        (new("^Invalid newline in a string|End-Of-File found on string", Options), "the quote at the end of the text is missing"),
        (new("separate items in an array", Options), "',' is missing between two values of the list"),
        (new("Expecting a closing `\\]` for an array", Options), "']' is missing at the end of the list"),
        (new("while parsing inline table", Options), "'}' is missing at the end of the table"),
        (new("^Unexpected token found `(.+?)` .*while expecting `\\]` \\(", Options), "']' is missing, or one too many"),
        (new("^Unexpected token found `(.+?)`.* while expecting token `newline`", Options), "'{0}' is too much on this line: a text stands in quotes"),
        (new("^The key `(.+?)` is already defined at", Options), "'{0}' is given twice"),
        (new("^Unexpected escape character \\[(.+?)\\]", Options), "'\\{0}' means nothing in a text: write '\\\\' for a backslash, or use single quotes"),
        (new("for a base key", Options), "a name is missing between the brackets"),
    ];

    /// <summary>The words for one of the parser's messages.</summary>
    public static string Of(string message)
    {
        foreach ((Regex theirs, string ours) in Known)
        {
            if (theirs.Match(message) is { Success: true } match)
            {
                return ours.Replace("{0}", match.Groups[1].Value, StringComparison.Ordinal);
            }
        }

        return "this is not written as TOML wants it (https://toml.io)";
    }
}
