using Lockstep.Tree;

namespace Lockstep.Filters.Patterns;

/// <summary>
/// One compiled gitignore pattern. Without a slash it matches a name in any directory (<see cref="Name"/>); with one it matches a path
/// relative to the directory of its file (<see cref="Paths"/>, usually one; see <see cref="PatternParser"/> for the exception).
/// </summary>
internal sealed record Pattern(bool IsNegated, bool IsDirectoryOnly, NameGlob? Name, IReadOnlyList<PathPattern> Paths)
{
    /// <summary>No pattern is longer: a path has at most so many bytes, and what reads a pattern may take memory and stack for each byte.</summary>
    internal const int MaxLength = 4096;

    /// <summary>Which reserved names a segment literally is.</summary>
    internal ReservedKind Names =>
        (Has(IsVersionControl) ? ReservedKind.VersionControl : ReservedKind.None) | (Has(IsSettings) ? ReservedKind.Settings : ReservedKind.None);

    /// <summary>Compiles one pattern, or says why it could never match.</summary>
    internal static PatternFault TryParse(ReadOnlySpan<byte> text, bool ignoresCase, out Pattern? pattern)
    {
        pattern = null;
        if (text.Length > MaxLength)
        {
            return PatternFault.TooLong;
        }

        var isNegated = text is [(byte)'!', ..];
        var body = isNegated ? text[1..] : text;
        var isDirectoryOnly = body is [.., (byte)'/'];
        body = isDirectoryOnly ? body[..^1] : body;
        if (body.IsEmpty)
        {
            return PatternFault.Empty;
        }

        if (body.Contains((byte)0))
        {
            return PatternFault.EmbeddedNul;
        }

        var parser = new PatternParser(body, ignoresCase);
        var fault = body.Contains((byte)'/') ? parser.ReadPath() : parser.ReadName();
        if (fault == PatternFault.None)
        {
            pattern = new Pattern(isNegated, isDirectoryOnly, parser.Name, parser.Paths);
        }

        return fault;
    }

    private bool Has(Predicate<NameGlob?> isReserved) => isReserved(Name) || Paths.Exists(path => Array.Exists(path.Segments, isReserved));

    private static bool IsSettings(NameGlob? segment) => ReservedNames.IsSettings(segment?.Literal);

    private static bool IsVersionControl(NameGlob? segment) => ReservedNames.IsVersionControl(segment?.Literal);
}
