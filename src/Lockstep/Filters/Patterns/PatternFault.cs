namespace Lockstep.Filters.Patterns;

/// <summary>
/// Why a pattern can never match anything. git passes over such patterns in silence; ours, on the command line, are errors.
/// </summary>
internal enum PatternFault
{
    None,
    Empty,
    UnterminatedBracket,
    UnknownClass,
    TrailingBackslash,
    EmptySegment,
    TooManySegments,
    DotSegment,
    EmbeddedNul,
    TooLong,
}
