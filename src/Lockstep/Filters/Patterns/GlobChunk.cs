namespace Lockstep.Filters.Patterns;

/// <summary>A stretch of a glob without <c>*</c>. Each element takes exactly one byte, so the chunk has a fixed length.</summary>
internal sealed class GlobChunk
{
    private readonly GlobElement[] _elements;

    internal GlobChunk(ReadOnlySpan<GlobElement> elements)
    {
        _elements = elements.ToArray();
        if (Array.TrueForAll(_elements, static element => element.IsLiteral))
        {
            Literal = Array.ConvertAll(_elements, static element => element.Literal);
        }
    }

    internal int Length => _elements.Length;

    /// <summary>The chunk's bytes when it holds no set, else null.</summary>
    internal byte[]? Literal { get; }

    /// <summary>How often the chunk spells out a byte.</summary>
    internal int LiteralCount(byte value) => Array.FindAll(_elements, element => element.IsLiteral && element.Literal == value).Length;

    /// <summary>Whether <paramref name="text"/>, which is as long as the chunk, matches.</summary>
    internal bool Matches(ReadOnlySpan<byte> text)
    {
        if (Literal is not null)
        {
            return text.SequenceEqual(Literal);
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            if (!_elements[i].Accepts(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the chunk first occurs in <paramref name="text"/>, or -1.</summary>
    internal int Find(ReadOnlySpan<byte> text)
    {
        if (Literal is not null)
        {
            return text.IndexOf(Literal);
        }

        for (var start = 0; start + Length <= text.Length; start++)
        {
            if (Matches(text.Slice(start, Length)))
            {
                return start;
            }
        }

        return -1;
    }
}
