namespace Lockstep.Cli.Settings;

/// <summary>A value of a TOML file with the place where it stands.</summary>
internal abstract record TomlValue(SourcePosition At)
{
    /// <summary>What it is, for messages: "a text", "a number".</summary>
    public abstract string Kind { get; }
}

internal sealed record TomlText(string Value, SourcePosition At) : TomlValue(At)
{
    public override string Kind => "a text";
}

internal sealed record TomlFlag(bool Value, SourcePosition At) : TomlValue(At)
{
    public override string Kind => "true or false";
}

/// <summary>A number, date or time: nothing that the settings use.</summary>
internal sealed record TomlScalar(SourcePosition At, string Name) : TomlValue(At)
{
    public override string Kind => Name;
}

internal sealed record TomlList(IReadOnlyList<TomlValue> Items, SourcePosition At) : TomlValue(At)
{
    public override string Kind => "a list";
}

/// <summary>A table, however it was written: under a header, inline, or by dotted keys.</summary>
internal sealed record TomlTable(SourcePosition At) : TomlValue(At)
{
    private readonly Dictionary<string, TomlMember> _members = [];

    public override string Kind => "a table";

    /// <summary>The members in the file's order.</summary>
    public IEnumerable<KeyValuePair<string, TomlMember>> Members => _members;

    public TomlMember? Find(string key) => _members.GetValueOrDefault(key);

    /// <summary>Adds a member; false when the key is there already.</summary>
    public bool TryAdd(string key, TomlMember member) => _members.TryAdd(key, member);
}

/// <summary>A key of a table, where it stands, and its value.</summary>
internal sealed record TomlMember(SourcePosition At, TomlValue Value);
