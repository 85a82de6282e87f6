namespace Lockstep.Cli.Json.Schema;

/// <summary>Short ways to write members down.</summary>
internal static class EventMembers
{
    public static EventMember Text(string name, string about) => new(name, MemberKind.Text, about);

    public static EventMember Integer(string name, string about) => new(name, MemberKind.Integer, about);

    public static EventMember Number(string name, string about) => new(name, MemberKind.Number, about);

    public static EventMember Flag(string name, string about) => new(name, MemberKind.Flag, about);

    public static EventMember ListOfTexts(string name, string about) => new(name, MemberKind.Texts, about);

    public static EventMember Word(string name, string about, params string[] words) => new(name, MemberKind.Text, about) { Words = words };

    public static EventMember Object(string name, string about, IReadOnlyList<EventMember> members) => new(name, MemberKind.Object, about) { Members = members };

    public static EventMember Objects(string name, string about, IReadOnlyList<EventMember> members) => new(name, MemberKind.Objects, about) { Members = members };

    /// <summary>A path, and its exact bytes where it is no UTF-8 (<see cref="JsonPath"/>).</summary>
    public static EventMember[] Path(string name, string about) =>
        [Text(name, about), Optional(Text($"{name}_base64", "Its exact bytes, where they are no UTF-8"))];

    public static EventMember Optional(EventMember member) => member with { IsOptional = true };

    public static EventMember Nullable(EventMember member) => member with { IsNullable = true };

    /// <summary>The words for the values of an enumeration, each once.</summary>
    public static string[] WordsOf<T>(Func<T, string> name)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(name).Distinct()];
}
