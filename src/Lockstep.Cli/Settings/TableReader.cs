using System.Diagnostics.CodeAnalysis;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>
/// Reads the keys of one table as what they have to be. The keys that were asked for are the known ones: whatever is left at
/// <see cref="RejectOthers"/> is an error.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="title">What messages call it: <c>[project]</c>.</param>
/// <param name="errors">Where errors go; a key that is wrong reads as if it were not there.</param>
internal sealed class TableReader(TomlTable table, string title, SettingsErrors errors)
{
    private readonly List<string> _known = [];

    public SettingsErrors Errors => errors;

    /// <summary>Whether the table stands in the file; an absent one reads as empty.</summary>
    public bool IsThere { get; private init; } = true;

    /// <summary>Place of the table's header.</summary>
    public SourcePosition At => table.At;

    /// <summary>A text that is not empty.</summary>
    public string? Text(string key) => Value(key) switch
    {
        null => null,
        TomlText { Value: "" } empty => Reject<string>(empty, key, "must not be empty"),
        TomlText text => text.Value,
        TomlValue other => Reject<string>(other, key, $"must be a text in quotes{Example(key)}, not {other.Kind}"),
    };

    public bool? Flag(string key) => Value(key) switch
    {
        null => null,
        TomlFlag flag => flag.Value,
        TomlValue other => Reject<bool?>(other, key, $"must be true or false, not {other.Kind}"),
    };

    /// <summary>A list of texts that are not empty.</summary>
    public IReadOnlyList<string>? Texts(string key) => LocatedTexts(key)?.ConvertAll(text => text.Value);

    /// <summary>A list of texts that are not empty, with their places.</summary>
    public List<TomlText>? LocatedTexts(string key)
    {
        TomlValue? value = Value(key);
        if (value is not (null or TomlList))
        {
            return Reject<List<TomlText>>(value, key, $"must be a list of texts, not {value.Kind}");
        }

        return value is TomlList list ? TextsOf(key, list) : null;
    }

    /// <summary>A text that another type's parser understands: a duration, a size.</summary>
    public T? Parsed<T>(string key, TextParser<T> parser)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return parser(text, out T parsed, out string? flaw) ? parsed : Reject<T?>(Value(key)!, key, flaw);
    }

    /// <summary>One of a few words.</summary>
    public T? Word<T>(string key, params (string Word, T Value)[] choices)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        foreach ((string word, T value) in choices)
        {
            if (word == text)
            {
                return value;
            }
        }

        string[] words = [.. choices.Select(choice => choice.Word)];
        string hint = Suggestion.For(text, words) is { } near ? $"; did you mean '{near}'?" : string.Empty;
        return Reject<T?>(Value(key)!, key, $"must be {string.Join(", ", words[..^1])} or {words[^1]}, not '{DisplayText.Brief(text)}'{hint}");
    }

    /// <summary>A text that the key could have, where its form is not plain.</summary>
    private static string Example(string key) => key switch
    {
        "timeout" => ", such as \"10m\"",
        "max_age" => ", such as \"14d\"",
        "max_size" => ", such as \"1GiB\"",
        "address" => ", such as \"user@host:path\"",
        _ => "",
    };

    /// <summary>A table below this one; an empty one where there is none.</summary>
    public TableReader Table(string key)
    {
        TomlValue? value = Value(key);
        if (value is not (null or TomlTable))
        {
            Reject<TomlTable>(value, key, $"must be a table, not {value.Kind}");
        }

        return new TableReader(value as TomlTable ?? new TomlTable(table.At), title.StartsWith('[') ? $"{title[..^1]}.{key}]" : $"[{key}]", errors) { IsThere = value is TomlTable };
    }

    /// <summary>The tables of a list of tables: <c>[[key]]</c>.</summary>
    public IEnumerable<TableReader> Tables(string key)
    {
        TomlValue? value = Value(key);
        if (value is not (null or TomlList) || (value is TomlList list && list.Items.Any(item => item is not TomlTable)))
        {
            Reject<TomlTable>(value, key, $"must be written as [[{key}]]");
            return [];
        }

        return value is TomlList tables ? tables.Items.Cast<TomlTable>().Select(item => new TableReader(item, $"[[{key}]]", errors)) : [];
    }

    /// <summary>All keys of a table whose keys are names the user chose.</summary>
    public IEnumerable<(string Name, SourcePosition At)> Names()
    {
        foreach ((string name, TomlMember member) in table.Members)
        {
            yield return (name, member.At);
        }
    }

    /// <summary>Notes an error of a key for a key that has been read.</summary>
    public void Reject(string key, string flaw) => Reject<object>(Value(key)!, key, flaw);

    /// <summary>Notes an error for every key that nobody asked for.</summary>
    public void RejectOthers()
    {
        foreach ((string key, TomlMember member) in table.Members)
        {
            if (!_known.Contains(key))
            {
                errors.Add(member.At, $"unknown key '{DisplayText.Brief(key)}' in {title}{Suggestion.Hint(key, _known, "known keys")}");
            }
        }
    }

    private List<TomlText>? TextsOf(string key, TomlList list)
    {
        foreach (TomlValue item in list.Items)
        {
            if (item is not TomlText)
            {
                Reject<TomlText>(item, key, $"must hold texts only, not {item.Kind}");
            }
            else if (item is TomlText { Value: "" })
            {
                Reject<TomlText>(item, key, "must not hold an empty text");
            }
        }

        return [.. list.Items.OfType<TomlText>()];
    }

    private TomlValue? Value(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
        }

        return table.Find(key)?.Value;
    }

    private T? Reject<T>(TomlValue value, string key, string flaw)
    {
        errors.Add(value.At, $"'{key}' {flaw}");
        return default;
    }
}

/// <summary>Parses a text, or tells what is wrong with it as the end of a sentence: "must be ...".</summary>
internal delegate bool TextParser<T>(string text, out T parsed, [NotNullWhen(false)] out string? flaw)
    where T : struct;
