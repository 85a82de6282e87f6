using System.Text;

namespace Lockstep.Cli.Manual;

/// <summary>Pieces of manual pages in the macros of man(7).</summary>
internal static class ManText
{
    /// <summary>A section with a text, which is escaped already.</summary>
    public static void Section(StringBuilder page, string heading, string text)
    {
        Heading(page, heading);
        page.Append(text).Append('\n');
    }

    /// <summary>The beginning of a section.</summary>
    public static void Heading(StringBuilder page, string heading) => page.Append($".SH {heading}\n");

    /// <summary>A term, escaped already, and what it means.</summary>
    public static void Item(StringBuilder page, string term, string? text) => page.Append($".TP\n{term}\n{Escaped(text ?? "")}\n");

    /// <summary>Text that the macros take for nothing else: a dash stays one, and no line begins with a macro.</summary>
    public static string Escaped(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? $"\\&{escaped}" : escaped;
    }
}
