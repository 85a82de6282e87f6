using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions.Comparing;
using Lockstep.Tree;

namespace Lockstep.Cli.Differences;

/// <summary>One entry that differs: a line that says what happens to it, and under it the contents where they are text.</summary>
internal static class DifferenceText
{
    /// <summary>The text, without a newline at the end.</summary>
    public static string Of(ContentComparison comparison, DateTimeOffset now, Paint paint)
    {
        var text = new StringBuilder(Head(comparison, now, paint));
        if (Contents(comparison) is var (before, after))
        {
            string hunks = UnifiedDiff.Of(before, after, paint);
            if (hunks.Length > 0)
            {
                text.Append('\n').Append(Side('-', "target", comparison.Change.Path, comparison.Change.Before, paint));
                text.Append('\n').Append(Side('+', "project", comparison.Change.Path, comparison.Change.After, paint));
                text.Append('\n').Append(hunks);
            }
        }

        return text.ToString();
    }

    private static string Head(ContentComparison comparison, DateTimeOffset now, Paint paint)
    {
        Change change = comparison.Change;
        string age = change.Before.Exists ? $" {AgeText.Of(change.Before.ModifiedNs, now)}" : "";
        string happened = !change.Before.Exists ? "removed" : "changed";
        string mark = comparison.Mark switch
        {
            ComparisonMark.Drift => paint.Yellow($"  {happened} on the target{age}; a push leaves it"),
            ComparisonMark.Conflict => paint.Red($"  {(change.After.Exists ? "changed on both sides" : "removed here, changed on the target")}{age}; a push stops here"),
            _ => "",
        };
        return $"{ChangeLine.Of(change, paint)}{Details(comparison)}{mark}";
    }

    /// <summary>What there is to say of contents that are not shown.</summary>
    private static string Details(ContentComparison comparison)
    {
        Change change = comparison.Change;
        bool isContent = change.Kind is not (ChangeKind.Rename or ChangeKind.Mode);
        string mode = isContent && change.Before.IsFile && change.After.IsFile && change.Before.Mode != change.After.Mode
            ? $" (mode {Octal(change.Before.Mode)} to {Octal(change.After.Mode)})"
            : "";
        if (comparison.Problem is { } problem)
        {
            return $"{mode}: {problem}";
        }

        string types = change.Before.Exists && change.After.Exists && change.Before.Type != change.After.Type ? $": {Word(change.Before.Type)} to {Word(change.After.Type)}" : "";
        if (isContent && comparison.IsTooLong)
        {
            return $"{mode}{types}: {Sizes(change)}, too large to show";
        }

        if (IsLink(change))
        {
            return $"{mode}{types}: {Link(comparison.Before, change.Before)}{(change is { Before.Type: EntryType.Symlink, After.Type: EntryType.Symlink } ? " to " : "")}{Link(comparison.After, change.After)}";
        }

        bool isBinary = IsBinary(comparison.Before) || IsBinary(comparison.After);
        return $"{mode}{types}{(isBinary ? $": binary, {Sizes(change)}" : "")}";
    }

    /// <summary>Both contents where they are to be shown.</summary>
    private static (ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After)? Contents(ContentComparison comparison)
    {
        bool isShown = !comparison.IsTooLong && comparison.Problem is null && !IsLink(comparison.Change)
            && (comparison.Before is not null || comparison.After is not null) && !IsBinary(comparison.Before) && !IsBinary(comparison.After);
        return isShown ? (comparison.Before ?? default, comparison.After ?? default) : null;
    }

    private static bool IsLink(in Change change) => change.Before.Type == EntryType.Symlink || change.After.Type == EntryType.Symlink;

    private static bool IsBinary(ReadOnlyMemory<byte>? content) => content is { } bytes && TextLines.IsBinary(bytes.Span);

    private static string Link(ReadOnlyMemory<byte>? text, in Entry entry) =>
        entry.Type == EntryType.Symlink && text is { } target ? $"-> {DisplayText.Of(target.Span)}" : "";

    private static string Sizes(in Change change) =>
        !change.Before.HasContent ? ByteText.Of(change.After.Size)
        : !change.After.HasContent ? ByteText.Of(change.Before.Size)
        : $"{ByteText.Of(change.Before.Size)} to {ByteText.Of(change.After.Size)}";

    private static string Side(char mark, string side, RelativePath path, in Entry entry, Paint paint)
    {
        string line = $"{new string(mark, 3)} {(entry.HasContent ? $"{side}/{path}" : "/dev/null")}";
        return paint.Dim(line);
    }

    private static string Word(EntryType type) => type switch
    {
        EntryType.Directory => "directory",
        EntryType.Symlink => "link",
        EntryType.File => "file",
        _ => "device",
    };

    private static string Octal(ushort mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}
