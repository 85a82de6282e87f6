using System.Collections.Immutable;
using System.Globalization;

namespace Lockstep.Rsync.Options;

/// <summary>A level for each <see cref="InfoTopic"/>.</summary>
/// <param name="Levels">The levels, in the order of the topics.</param>
public sealed record InfoLevels(ImmutableArray<byte> Levels)
{
    private const int MaxLevel = 4;

    private static readonly InfoTopic[] OfOne =
        [InfoTopic.Copy, InfoTopic.Del, InfoTopic.Flist, InfoTopic.Misc, InfoTopic.Name, InfoTopic.Stats, InfoTopic.SymSafe];

    private static readonly InfoTopic[] OfTwo = [InfoTopic.Backup, InfoTopic.Mount, InfoTopic.Remove, InfoTopic.Skip];

    private static readonly InfoTopic[] AtReceiver =
    [
        InfoTopic.Backup, InfoTopic.Copy, InfoTopic.Del, InfoTopic.Misc, InfoTopic.Mount, InfoTopic.Name, InfoTopic.NonReg, InfoTopic.Skip,
        InfoTopic.Stats, InfoTopic.SymSafe,
    ];

    private static readonly InfoTopic[] AtSender =
        [InfoTopic.Misc, InfoTopic.Mount, InfoTopic.Name, InfoTopic.Remove, InfoTopic.Stats, InfoTopic.SymSafe];

    /// <summary>The levels of a run without <c>-v</c>.</summary>
    public static InfoLevels Default { get; } = OfVerbosity(0);

    /// <summary>The topics that the user named.</summary>
    public ImmutableArray<InfoTopic> Chosen { get; private init; } = [];

    /// <summary>The level of the user's <c>all</c>, 0 for <c>none</c>; null where neither was given.</summary>
    public int? Blanket { get; private init; }

    /// <summary>The level of a topic; 0 is silent.</summary>
    public int this[InfoTopic topic] => Levels[(int)topic];

    /// <summary>Returns the levels that a number of <c>-v</c> means.</summary>
    public static InfoLevels OfVerbosity(int verbose)
    {
        var levels = new InfoLevels([.. new byte[Enum.GetValues<InfoTopic>().Length]]);
        levels = levels.With(InfoTopic.NonReg, 1);
        levels = verbose >= 1 ? OfOne.Aggregate(levels, (all, topic) => all.With(topic, 1)) : levels;
        return verbose < 2 ? levels
            : OfTwo.Aggregate(levels, (all, topic) => all.With(topic, 1)).With(InfoTopic.Misc, 2).With(InfoTopic.Name, 2);
    }

    /// <summary>Returns these levels with another one for a topic.</summary>
    public InfoLevels With(InfoTopic topic, int level) => this with { Levels = Levels.SetItem((int)topic, (byte)level) };

    /// <summary>
    /// Returns these levels with what <c>--info</c> says. Throws <see cref="RsyncException"/> for an unknown name.
    /// </summary>
    public InfoLevels Choose(string argument)
    {
        InfoLevels levels = this;
        foreach (string item in argument.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = item.TrimEnd("0123456789".ToCharArray());
            int level = name.Length == item.Length ? 1
                : int.TryParse(item.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? Math.Min(given, MaxLevel) : MaxLevel;
            levels = levels.Choose(name, level)
                ?? throw new RsyncException(RsyncExit.Usage, $"Unknown --info item: \"{item}\"");
        }

        return levels;
    }

    /// <summary>Returns what of the user's choice goes to the other end; null where nothing does.</summary>
    public string? ForOtherEnd(bool toReceiver)
    {
        List<string> items = Blanket is { } blanket ? [blanket == 0 ? "NONE" : Item("ALL", blanket)] : [];
        items.AddRange((toReceiver ? AtReceiver : AtSender)
            .Where(topic => Chosen.Contains(topic))
            .Select(topic => Item(topic.ToString().ToUpperInvariant(), this[topic])));
        return items.Count == 0 ? null : string.Join(',', items);

        static string Item(string name, int level) => level == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{level}");
    }

    private InfoLevels? Choose(string name, int level)
    {
        if (name.Equals("all", StringComparison.OrdinalIgnoreCase) || name.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            level = name.Equals("none", StringComparison.OrdinalIgnoreCase) ? 0 : level;
            return this with { Levels = [.. Levels.Select(_ => (byte)level)], Blanket = level, Chosen = [] };
        }

        return Enum.TryParse(name, ignoreCase: true, out InfoTopic topic) && Enum.IsDefined(topic)
            ? With(topic, level) with { Chosen = Chosen.Contains(topic) ? Chosen : Chosen.Add(topic) }
            : null;
    }
}
