namespace Lockstep.Filters.Patterns;

/// <summary>One step of a name glob: a given byte, a byte of a set, or a <c>*</c>.</summary>
internal readonly struct GlobElement
{
    private GlobElement(byte literal, ByteSet? set, bool isStar)
    {
        Literal = literal;
        Set = set;
        IsStar = isStar;
    }

    internal static GlobElement Star { get; } = new(0, set: null, isStar: true);

    internal byte Literal { get; }

    internal ByteSet? Set { get; }

    internal bool IsStar { get; }

    internal bool IsLiteral => Set is null && !IsStar;

    internal static GlobElement Of(byte literal) => new(literal, set: null, isStar: false);

    internal static GlobElement Of(ByteSet set) => new(0, set, isStar: false);

    internal bool Accepts(byte value) => Set is null ? value == Literal : Set.Contains(value);
}
