namespace Lockstep.Filters.Patterns;

/// <summary>
/// A compiled glob over one name. Between two <c>*</c> stands a chunk of fixed length; taking each chunk where it first occurs is
/// always right, so the match needs no backtracking and takes at most |glob| x |name| steps.
/// </summary>
internal sealed class NameGlob
{
    private readonly GlobChunk[] _chunks;
    private readonly int _minimumLength;

    private NameGlob(GlobChunk[] chunks)
    {
        _chunks = chunks;
        _minimumLength = chunks.Sum(static chunk => chunk.Length);
    }

    /// <summary>The byte every match begins with, or -1: most names are told apart by it without a closer look.</summary>
    internal int FirstByte => _chunks[0].Literal is [var first, ..] ? first : -1;

    /// <summary>The byte every match ends with, or -1.</summary>
    internal int LastByte => _chunks[^1].Literal is [.., var last] ? last : -1;

    /// <summary>How many dots every match has at least.</summary>
    internal int Dots => _chunks.Sum(static chunk => chunk.LiteralCount((byte)'.'));

    /// <summary>The one name this glob matches, when it has no wildcard; else null.</summary>
    internal byte[]? Literal => _chunks.Length == 1 ? _chunks[0].Literal : null;

    /// <summary>For a glob of the form <c>*text</c>, the text; else null.</summary>
    internal byte[]? LiteralSuffix => _chunks.Length == 2 && _chunks[0].Length == 0 && _chunks[1].Length > 0 ? _chunks[1].Literal : null;

    internal static NameGlob Compile(List<GlobElement> elements)
    {
        var all = elements.ToArray();
        var chunks = new List<GlobChunk>();
        var start = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (!all[i].IsStar)
            {
                continue;
            }

            // A run of stars is one star: only the first of the run ends a chunk.
            if (i == 0 || !all[i - 1].IsStar)
            {
                chunks.Add(new GlobChunk(all.AsSpan(start, i - start)));
            }

            start = i + 1;
        }

        chunks.Add(new GlobChunk(all.AsSpan(start)));
        return new NameGlob([.. chunks]);
    }

    internal bool Matches(ReadOnlySpan<byte> name)
    {
        var head = _chunks[0];
        var tail = _chunks[^1];
        if (name.Length < _minimumLength || !head.Matches(name[..head.Length]))
        {
            return false;
        }

        if (_chunks.Length == 1)
        {
            return name.Length == head.Length;
        }

        return tail.Matches(name[^tail.Length..]) && MatchesMiddle(name[head.Length..^tail.Length]);
    }

    private bool MatchesMiddle(ReadOnlySpan<byte> rest)
    {
        for (var i = 1; i < _chunks.Length - 1; i++)
        {
            var found = _chunks[i].Find(rest);
            if (found < 0)
            {
                return false;
            }

            rest = rest[(found + _chunks[i].Length)..];
        }

        return true;
    }
}
