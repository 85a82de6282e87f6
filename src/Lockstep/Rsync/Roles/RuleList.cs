using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.Roles;

/// <summary>The filter rules that a client tells its server.</summary>
internal static class RuleList
{
    private const int MaxRules = 100_000;

    /// <summary>Writes rules and their end.</summary>
    public static void Write(RsyncWriter to, IEnumerable<byte[]> rules)
    {
        foreach (byte[] rule in rules)
        {
            to.WriteInt32(rule.Length);
            to.Write(rule);
        }

        to.WriteInt32(0);
    }

    /// <summary>Reads rules to their end.</summary>
    public static List<byte[]> Read(RsyncReader from)
    {
        List<byte[]> rules = [];
        while (from.ReadInt32("length of a filter rule", Dialect.MaxPath) is > 0 and int length)
        {
            rules.Add(rules.Count < MaxRules ? from.ReadBytes(length) : throw new ProtocolException($"more than {MaxRules} filter rules"));
        }

        return rules;
    }
}
