namespace Lockstep.Cli.Json.Schema;

/// <summary>What a member of an event holds.</summary>
internal enum MemberKind
{
    Text,
    Integer,
    Number,
    Flag,

    /// <summary>Any number of texts.</summary>
    Texts,

    /// <summary>An object with members of its own.</summary>
    Object,

    /// <summary>Any number of such objects.</summary>
    Objects,
}

/// <summary>A member of an event.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="About">What that means, as a line.</param>
internal sealed record EventMember(string Name, MemberKind Kind, string About)
{
    /// <summary>Whether some events of the kind lack it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether it is null where nothing is known.</summary>
    public bool IsNullable { get; init; }

    /// <summary>The texts that it can be; none for any text.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The members of the objects.</summary>
    public IReadOnlyList<EventMember> Members { get; init; } = [];
}

/// <summary>A kind of event.</summary>
/// <param name="Name">What its <c>event</c> member says.</param>
/// <param name="About">When it comes, as a line.</param>
/// <param name="Members">Its members beyond <c>v</c>, <c>event</c> and <c>target</c>.</param>
internal sealed record EventDefinition(string Name, string About, IReadOnlyList<EventMember> Members);
