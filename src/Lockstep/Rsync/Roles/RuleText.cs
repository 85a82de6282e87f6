using System.Text;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Rules;

namespace Lockstep.Rsync.Roles;

/// <summary>A filter rule as it travels.</summary>
internal static class RuleText
{
    /// <summary>The rules that concern the other end.</summary>
    /// <param name="rules">All rules of the run.</param>
    /// <param name="peerSends">Whether the other end is the sender.</param>
    /// <param name="dialect">What both speak.</param>
    public static IEnumerable<byte[]> Of(FilterRules rules, bool peerSends, Dialect dialect)
    {
        RuleSides peers = peerSends ? RuleSides.Sender : RuleSides.Receiver;
        return rules.All
            .Where(rule => !rule.IsOfCvs && (rule.Sides & peers) != 0)
            .Select(rule => ByteWord.Bytes(dialect.HasRuleModifiers ? Of(rule) : OldForm(rule, peers)));
    }

    /// <summary>A rule of the other end in the modern form.</summary>
    public static string FromPeer(byte[] text, Dialect dialect)
    {
        string word = ByteWord.Of(text);
        bool isMarked = dialect.HasRuleModifiers || word == "!" || word is ['+' or '-', ' ', ..];
        return isMarked ? word : "- " + word;
    }

    private static string Of(FilterRule rule)
    {
        if (rule.Kind == FilterRuleKind.Cvs)
        {
            return "-C";
        }

        bool isMerge = rule.Kind == FilterRuleKind.PerDirectory;
        var text = new StringBuilder();
        text.Append(isMerge ? ':' : rule.IsInclude ? '+' : '-');
        Append(rule.IsAbsolute, '/');
        Append(rule.IsNegated, '!');
        if (isMerge)
        {
            AppendMerge(rule.Merge);
        }

        Append(rule.IsForXattrs, 'x');
        Append(rule.NamedSides.HasFlag(RuleSides.Sender), 's');
        Append(rule.NamedSides.HasFlag(RuleSides.Receiver), 'r');
        Append(rule.IsPerishable, 'p');
        return text.Append(' ').Append(rule.Text).ToString();

        void Append(bool isOn, char modifier) => text.Append(modifier, isOn ? 1 : 0);

        void AppendMerge(MergeFile merge)
        {
            Append(merge.IsCvs, 'C');
            Append(!merge.IsCvs && merge.IsOwnOnly, 'n');
            Append(!merge.IsCvs && merge.SplitsWords, 'w');
            Append(!merge.IsCvs && merge.OnlyIncludes == true, '+');
            Append(!merge.IsCvs && merge.OnlyIncludes == false, '-');
            Append(merge.ExcludesItself, 'e');
        }
    }

    private static string OldForm(FilterRule rule, RuleSides peers)
    {
        bool isPlain = rule is { Kind: FilterRuleKind.Pattern, IsAbsolute: false, IsNegated: false, IsForXattrs: false, IsPerishable: false };
        return isPlain && (rule.NamedSides == RuleSides.None || rule.NamedSides == peers)
            ? (rule.IsInclude ? "+ " : "- ") + rule.Text
            : throw new RsyncException(RsyncExit.Protocol, "rsync: the filter rules are too modern for the remote rsync");
    }
}
