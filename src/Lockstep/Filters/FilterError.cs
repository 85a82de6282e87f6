using Lockstep.Filters.Patterns;
using Lockstep.Tree;

namespace Lockstep.Filters;

/// <summary>A pattern of the user's that could never match anything.</summary>
/// <param name="Source"><c>--exclude</c>, <c>--include</c>, <c>lockstep.toml exclude</c> or <c>lockstep.toml include</c>.</param>
/// <param name="Pattern">The pattern as given.</param>
/// <param name="Cause">What is wrong with it, and what to write instead.</param>
public sealed record FilterError(string Source, string Pattern, string Cause)
{
    /// <summary>One line: where, which pattern, why.</summary>
    public override string ToString() => $"{Source} '{DisplayText.Brief(Pattern)}': {Cause}";

    internal static string Describe(PatternFault fault) => fault switch
    {
        PatternFault.Empty => "the pattern is empty; to match everything write '*'",
        PatternFault.UnterminatedBracket => "'[' has no closing ']'; for the character itself write '\\['",
        PatternFault.UnknownClass =>
            "unknown class in '[[:...:]]'; known are alnum alpha blank cntrl digit graph lower print punct space upper xdigit",
        PatternFault.TrailingBackslash => "it ends in a lone '\\'; for the character itself write '\\\\'",
        PatternFault.EmptySegment => "two slashes in a row match nothing; write one",
        PatternFault.DotSegment => "no name is '.' or '..'; patterns are relative to the project, and a leading '/' anchors them there",
        PatternFault.TooManySegments => $"more than {PathPattern.MaximumDirectories} directories in one pattern",
        PatternFault.TooLong => $"the pattern is longer than {Patterns.Pattern.MaxLength} bytes",
        PatternFault.EmbeddedNul => "it holds a NUL character, which no name can",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
