namespace Lockstep.Rsync.Options;

/// <summary>One row of the table of options: everything that parsing, help and the documents know of it.</summary>
/// <param name="Kind">What giving it does.</param>
/// <param name="Names">Its long name, then its other names; a name of one character is a short option.</param>
/// <param name="Help">What it does, for help and the documents.</param>
internal sealed record RsyncOption(OptionKind Kind, string[] Names, string Help)
{
    /// <summary>What its argument is called; null where it takes none.</summary>
    public string? Argument { get; init; }

    /// <summary>The names that turn it off again behind <c>no-</c>.</summary>
    public string[] Negations { get; init; } = [];

    /// <summary>Which value it sets; the long name unless it shares the value of another option.</summary>
    public string Key { get; init; } = Names[0];

    /// <summary>What <see cref="OptionKind.Fixed"/> sets.</summary>
    public string Value { get; init; } = "1";

    /// <summary>For <see cref="OptionKind.Several"/>, the flags that are set.</summary>
    public string[] Sets { get; init; } = [];

    /// <summary>The value that its negation clears, too.</summary>
    public string? AlsoClears { get; init; }

    /// <summary>Why Lockstep refuses it; null where it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why it changes nothing in Lockstep; null where it does.</summary>
    public string? WithoutEffect { get; init; }

    /// <summary>Whether help leaves it out: old spellings, and what only a client says to its server.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The name for messages and help.</summary>
    public string Name => Names[0].Length == 1 ? "-" + Names[0] : "--" + Names[0];
}

/// <summary>What giving an option does.</summary>
internal enum OptionKind
{
    /// <summary>Sets its flag.</summary>
    Flag,

    /// <summary>Counts how often it is given.</summary>
    Count,

    /// <summary>Sets several flags.</summary>
    Several,

    /// <summary>Sets a word that the table knows.</summary>
    Fixed,

    /// <summary>Takes an argument; the last one counts.</summary>
    Word,

    /// <summary>Takes an argument that is a number.</summary>
    Number,

    /// <summary>Takes an argument that is added to those before.</summary>
    Each,
}
