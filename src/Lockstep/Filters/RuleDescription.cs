using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockstep.Filters;

/// <summary>The text form of a rule, safe to print: control characters and bytes that are not UTF-8 are shown as <c>\xNN</c>.</summary>
internal static class RuleDescription
{
    internal static string Of(Rule rule)
    {
        var source = rule.Source;
        var place = source.HasLines ? string.Create(CultureInfo.InvariantCulture, $"{source.Name}:{rule.Line}") : source.Name;
        return rule.Text.IsEmpty ? place : $"{place}: {Escape(rule.Text.Span)}";
    }

    internal static string Escape(ReadOnlySpan<byte> text)
    {
        var shown = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (status == OperationStatus.Done && !Rune.IsControl(rune))
            {
                shown.Append(rune.ToString());
            }
            else
            {
                foreach (var value in text[..length])
                {
                    shown.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }

            text = text[length..];
        }

        return shown.ToString();
    }
}
