namespace Lockstep.Rsync.Rules;

/// <summary>Divides a file of rules.</summary>
internal static class RuleLines
{
    /// <summary>Returns the rules with the number of their line, without empty ones and comments.</summary>
    public static IEnumerable<(string Text, int Line)> Of(string content, MergeFile merge, bool endsInNul)
    {
        if (merge.SplitsWords)
        {
            return Words(content, merge.OnlyIncludes is null).Select(word => (word, 0));
        }

        char[] ends = endsInNul && !merge.IsCvs ? ['\0'] : ['\n', '\r'];
        return content.Replace("\r\n", "\n", StringComparison.Ordinal).Split(ends)
            .Select((line, index) => (line, index + 1))
            .Where(pair => pair.line.Length > 0 && pair.line[0] is not ('#' or ';'));
    }

    /// <summary>A rule's name and its pattern are one word: <c>- foo + bar</c> are two.</summary>
    private static IEnumerable<string> Words(string content, bool hasNames)
    {
        string[] words = content.Split([' ', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            bool isName = hasNames && words[i] != "!" && words[i] != "clear" && !words[i].Contains('_');
            yield return isName ? words[i] + " " + (++i < words.Length ? words[i] : "") : words[i];
        }
    }
}
