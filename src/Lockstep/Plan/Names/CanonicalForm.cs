using System.Text;

namespace Lockstep.Plan.Names;

/// <summary>
/// Text with every character taken apart (Unicode's form D), so that names which are one by form are equal. The runtime does this only with ICU, which we do
/// not bring along.
/// </summary>
internal sealed class CanonicalForm
{
    // Unicode 3.12: Hangul syllables are computed.
    private const int FirstSyllable = 0xac00, FirstLead = 0x1100, FirstVowel = 0x1161, FirstTail = 0x11a7;
    private const int Vowels = 21, Tails = 28, Syllables = 19 * Vowels * Tails;

    private static readonly Lazy<CanonicalForm> Table = new(() => new CanonicalForm());

    private readonly Dictionary<int, (int First, int Second)> _parts = [];
    private readonly Dictionary<int, byte> _classes = [];
    private readonly byte[] _table = Convert.FromBase64String(CanonicalTable.Base64);
    private int _position;

    private CanonicalForm()
    {
        ReadParts();
        ReadClasses();
    }

    /// <summary>The text taken apart.</summary>
    public static string Of(string text) => IsPlain(text) ? text : Table.Value.Decompose(text);

    // Nothing below U+00C0 has parts or is a mark.
    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00bf');

    private string Decompose(string text)
    {
        var runes = new List<(Rune Rune, byte Class)>(text.Length + 4);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(runes, rune.Value);
        }

        var decomposed = new StringBuilder(runes.Count);
        runes.ForEach(item => decomposed.Append(item.Rune));
        return decomposed.ToString();
    }

    private void Append(List<(Rune Rune, byte Class)> runes, int code)
    {
        if (code is >= FirstSyllable and < FirstSyllable + Syllables)
        {
            AppendSyllable(runes, code - FirstSyllable);
        }
        else if (_parts.TryGetValue(code, out (int First, int Second) parts))
        {
            Append(runes, parts.First);
            if (parts.Second != 0)
            {
                Append(runes, parts.Second);
            }
        }
        else
        {
            Insert(runes, new Rune(code));
        }
    }

    private void AppendSyllable(List<(Rune Rune, byte Class)> runes, int syllable)
    {
        Insert(runes, new Rune(FirstLead + (syllable / (Vowels * Tails))));
        Insert(runes, new Rune(FirstVowel + (syllable / Tails % Vowels)));
        if (syllable % Tails != 0)
        {
            Insert(runes, new Rune(FirstTail + (syllable % Tails)));
        }
    }

    /// <summary>Appends a character; a mark goes before those of higher classes.</summary>
    private void Insert(List<(Rune Rune, byte Class)> runes, Rune rune)
    {
        byte order = _classes.GetValueOrDefault(rune.Value);
        int place = runes.Count;
        while (order != 0 && place > 0 && runes[place - 1].Class > order)
        {
            place--;
        }

        runes.Insert(place, (rune, order));
    }

    private void ReadParts()
    {
        (int code, int first) = (0, 0);
        for (int left = Next(); left > 0; left--)
        {
            int step = Next(), offset = Next();
            code += step >> 1;
            first += (offset & 1) == 0 ? offset >> 1 : -((offset + 1) >> 1);
            _parts[code] = (first, (step & 1) == 0 ? 0 : Next());
        }
    }

    private void ReadClasses()
    {
        int code = 0;
        for (int left = Next(); left > 0; left--)
        {
            code += Next();
            int end = code + Next();
            for (var order = (byte)Next(); code < end; code++)
            {
                _classes[code] = order;
            }
        }
    }

    private int Next()
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = _table[_position++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
