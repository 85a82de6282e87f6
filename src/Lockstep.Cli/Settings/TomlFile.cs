using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Lockstep.Cli.Settings;

/// <summary>
/// Reads TOML text into values that know their place. Tomlyn's syntax tree keeps the places and needs no reflection; its object model does not
/// keep them.
/// </summary>
internal static class TomlFile
{
    /// <summary>The file's root table. Errors of syntax go to <paramref name="errors"/>; the rest is read nevertheless.</summary>
    public static TomlTable Read(string text, SettingsErrors errors)
    {
        var root = new TomlTable(new SourcePosition(1, 1));
        if (TryParse(text, errors) is not { } document)
        {
            return root;
        }

        // What follows on the same line follows from it.
        foreach (DiagnosticMessage diagnostic in document.Diagnostics.DistinctBy(diagnostic => diagnostic.Span.Start.Line))
        {
            errors.Add(PositionOf(diagnostic.Span), TomlWords.Of(diagnostic.Message));
        }

        if (errors.Any)
        {
            return root;
        }

        AddAll(document.KeyValues, root, errors);
        foreach (TableSyntaxBase header in document.Tables)
        {
            AddAll(header.Items, TableAt(header, root, errors), errors);
        }

        return root;
    }

    /// <summary>
    /// The syntax tree; null for text that the parser gives up on: it does where it cannot spell a wrong character, and where arrays and inline tables
    /// are nested deeper than 64.
    /// </summary>
    private static DocumentSyntax? TryParse(string text, SettingsErrors errors)
    {
        try
        {
            return SyntaxParser.Parse(text, sourceName: null, validate: true);
        }
        catch (ArgumentOutOfRangeException)
        {
            errors.Add(new SourcePosition(1, 1), "has a character somewhere that no TOML file has");
            return null;
        }
        catch (TomlException failure)
        {
            errors.Add(failure.Span is { } span ? new SourcePosition(span.Start.Line + 1, span.Start.Column + 1) : FindTooDeep(text), failure.Span is null ? "lists and tables are nested too deep" : TomlWords.Of(failure.Message));
            return null;
        }
    }

    /// <summary>Where brackets, those in texts too, are nested deeper than the parser follows; it does not say where it gave up.</summary>
    private static SourcePosition FindTooDeep(string text)
    {
        const int MostDepth = 64;
        int depth = 0, line = 1, lineStart = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                (line, lineStart) = (line + 1, i + 1);
            }

            depth += text[i] is '[' or '{' ? 1 : text[i] is ']' or '}' && depth > 0 ? -1 : 0;
            if (depth > MostDepth)
            {
                return new SourcePosition(line, i - lineStart + 1);
            }
        }

        return new SourcePosition(1, 1);
    }

    private static TomlTable TableAt(TableSyntaxBase header, TomlTable root, SettingsErrors errors)
    {
        List<(string Name, SourcePosition At)> keys = KeysOf(header.Name!);
        TomlTable parent = Descend(root, keys.GetRange(0, keys.Count - 1), errors);
        (string name, SourcePosition at) = keys[^1];
        return header is TableArraySyntax ? AppendElement(parent, name, at) : Descend(parent, [(name, at)], errors);
    }

    private static TomlTable AppendElement(TomlTable parent, string name, SourcePosition at)
    {
        var element = new TomlTable(at);
        if (parent.Find(name)?.Value is TomlList { Items: List<TomlValue> items })
        {
            items.Add(element);
        }
        else
        {
            parent.TryAdd(name, new TomlMember(at, new TomlList(new List<TomlValue> { element }, at)));
        }

        return element;
    }

    private static void AddAll(IEnumerable<KeyValueSyntax> pairs, TomlTable table, SettingsErrors errors)
    {
        foreach (KeyValueSyntax pair in pairs)
        {
            List<(string Name, SourcePosition At)> keys = KeysOf(pair.Key!);
            (string name, SourcePosition at) = keys[^1];
            TomlTable owner = Descend(table, keys.GetRange(0, keys.Count - 1), errors);
            if (!owner.TryAdd(name, new TomlMember(at, ValueOf(pair.Value!, errors))))
            {
                errors.Add(at, $"'{name}' is given twice");
            }
        }
    }

    private static TomlTable Descend(TomlTable table, List<(string Name, SourcePosition At)> keys, SettingsErrors errors)
    {
        foreach ((string name, SourcePosition at) in keys)
        {
            TomlValue? next = table.Find(name)?.Value;
            if (next is TomlList { Items: [.., TomlTable last] })
            {
                next = last;
            }

            if (next is not null and not TomlTable)
            {
                errors.Add(at, $"'{name}' is {next.Kind} and cannot be a table too");
            }

            if (next is not TomlTable child)
            {
                child = new TomlTable(at);
                table.TryAdd(name, new TomlMember(at, child));
            }

            table = child;
        }

        return table;
    }

    private static TomlValue ValueOf(ValueSyntax syntax, SettingsErrors errors)
    {
        SourcePosition at = PositionOf(syntax.Span);
        switch (syntax)
        {
            case StringValueSyntax text:
                return new TomlText(text.Value ?? string.Empty, at);
            case BooleanValueSyntax flag:
                return new TomlFlag(flag.Value, at);
            case ArraySyntax array:
                return new TomlList([.. array.Items.Select(item => ValueOf(item.Value!, errors))], at);
            case InlineTableSyntax inline:
                var table = new TomlTable(at);
                AddAll(inline.Items.Select(item => item.KeyValue!), table, errors);
                return table;
            default:
                return new TomlScalar(at, syntax is IntegerValueSyntax or FloatValueSyntax ? "a number" : "a date or time");
        }
    }

    private static List<(string Name, SourcePosition At)> KeysOf(KeySyntax key)
    {
        List<(string, SourcePosition)> keys = [(NameOf(key.Key!), PositionOf(key.Key!.Span))];
        foreach (DottedKeyItemSyntax dotted in key.DotKeys)
        {
            keys.Add((NameOf(dotted.Key!), PositionOf(dotted.Key!.Span)));
        }

        return keys;
    }

    private static string NameOf(BareKeyOrStringValueSyntax key) => key switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? string.Empty,
        StringValueSyntax text => text.Value ?? string.Empty,
        _ => key.ToString() ?? string.Empty,
    };

    // Tomlyn counts lines and columns from 0.
    private static SourcePosition PositionOf(SourceSpan span) => new(span.Start.Line + 1, span.Start.Column + 1);
}
