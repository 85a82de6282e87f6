namespace Lockstep.Cli.Texts;

/// <summary>The SKILL.md that <c>lockstep skill</c> prints: the part of docs/agents.md between its marks.</summary>
internal static class SkillText
{
    private const string Start = "<!-- skill -->\n````markdown\n";
    private const string End = "````\n<!-- /skill -->";

    /// <summary>Takes the skill out of the document.</summary>
    public static string In(string document)
    {
        int start = document.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return document[start..document.IndexOf(End, start, StringComparison.Ordinal)];
    }
}
