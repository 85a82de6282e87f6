using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Roles;

/// <summary>A filter rule as it travels.</summary>
internal static class RuleText
{
    /// <summary>A rule of the other end in the modern form.</summary>
    public static string FromPeer(byte[] text, Dialect dialect)
    {
        string word = ByteWord.Of(text);
        bool isMarked = dialect.HasRuleModifiers || word == "!" || word is ['+' or '-', ' ', ..];
        return isMarked ? word : "- " + word;
    }
}
