using System.Text;

namespace Lockstep.Rsync.Rules;

/// <summary>
/// Rules as a client tells them to its server: those that count there, without those that the server makes itself.
/// </summary>
internal static class RuleWire
{
    private const int WithModifiers = 29;
    private const int WithPerishable = 30;

    /// <summary>Returns the texts of the rules.</summary>
    /// <param name="rules">The client's rules.</param>
    /// <param name="serverSends">Whether the server is the sender.</param>
    /// <param name="protocol">The version that both ends speak.</param>
    public static IEnumerable<byte[]> Of(FilterRules rules, bool serverSends, int protocol)
    {
        RuleSides side = serverSends ? RuleSides.Sender : RuleSides.Receiver;
        return rules.All
            .Where(rule => (rule.Sides & side) != 0 && IsTold(rule, serverSends))
            .Select(rule => ByteWord.Bytes(protocol >= WithModifiers ? Modern(rule, serverSends, protocol) : Old(rule)));
    }

    /// <summary>A sender makes the patterns of CVS itself; a receiver is told all of them.</summary>
    private static bool IsTold(FilterRule rule, bool serverSends) => serverSends ? !rule.IsOfCvs && !rule.IsImpliedByCvs : rule.Kind != FilterRuleKind.Cvs;

    private static string Modern(FilterRule rule, bool serverSends, int protocol)
    {
        var text = new StringBuilder();
        text.Append(rule.Kind == FilterRuleKind.PerDirectory ? ':' : rule.IsInclude ? '+' : '-');
        Append('/', rule.IsAbsolute);
        Append('!', rule.IsNegated);
        Append('C', rule.Kind == FilterRuleKind.Cvs || rule.Merge.IsCvs);
        if (!rule.Merge.IsCvs)
        {
            Append('n', rule.Merge.IsOwnOnly);
            Append('w', rule.Merge.SplitsWords);
            Append(rule.Merge.OnlyIncludes == true ? '+' : '-', rule.Merge.OnlyIncludes is not null);
        }

        Append('x', rule.IsForXattrs);
        Append('s', rule.NamedSides.HasFlag(RuleSides.Sender));
        Append('r', rule.NamedSides.HasFlag(RuleSides.Receiver));
        if (rule.IsPerishable && protocol < WithPerishable)
        {
            // A sender does not ask whether a rule is perishable.
            bool isUnderstood = serverSends || rule.IsOfCvs || rule.IsImplied;
            text = isUnderstood ? text : throw TooModern();
        }
        else
        {
            Append('p', rule.IsPerishable);
        }

        return text.Append(' ').Append(rule.Text).ToString();

        void Append(char modifier, bool isSet) => text.Append(modifier, isSet ? 1 : 0);
    }

    private static string Old(FilterRule rule)
    {
        bool isPlain = rule is { Kind: FilterRuleKind.Pattern, IsNegated: false, IsAbsolute: false, IsForXattrs: false };
        string text = isPlain ? rule.Text : throw TooModern();
        bool isAmbiguous = text.StartsWith("- ", StringComparison.Ordinal) || text.StartsWith("+ ", StringComparison.Ordinal) || text == "!";
        return rule.IsInclude ? "+ " + text : isAmbiguous ? "- " + text : text;
    }

    private static RsyncException TooModern() => new(RsyncExit.Protocol, "filter rules are too modern for remote rsync.");
}
