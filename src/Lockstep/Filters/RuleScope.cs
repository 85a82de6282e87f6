using Lockstep.Filters.Patterns;

namespace Lockstep.Filters;

/// <summary>
/// A rule list as it stands in one directory: its path patterns have come as far as the way down led them. Scopes form a chain from the
/// list with the highest precedence to the lowest; the first list with a match decides. Immutable, and shared by every directory in which
/// nothing changes.
/// </summary>
internal sealed class RuleScope
{
    private readonly RuleList _list;
    private readonly LivePath[] _live;
    private readonly RuleScope? _next;

    private RuleScope(RuleList list, LivePath[] live, RuleScope? next)
    {
        _list = list;
        _live = live;
        _next = next;
    }

    /// <summary>Puts a list in front of the chain, in the directory its patterns are relative to. A null list changes nothing.</summary>
    internal static RuleScope? Push(RuleList? list, RuleScope? next) =>
        list is null
            ? next
            : new RuleScope(list, Array.ConvertAll(list.Paths, static path => new LivePath(path, path.Pattern.Start)), next);

    /// <summary>The chain in the child directory <paramref name="name"/>; lists that can match nothing there drop out.</summary>
    internal static RuleScope? Enter(RuleScope? scope, ReadOnlySpan<byte> name)
    {
        if (scope is null)
        {
            return null;
        }

        var next = Enter(scope._next, name);
        if (scope._live.Length == 0)
        {
            return ReferenceEquals(next, scope._next) ? scope : new RuleScope(scope._list, [], next);
        }

        var live = Advance(scope._live, name);
        return live.Length == 0 && scope._list.Index is null ? next : new RuleScope(scope._list, live, next);
    }

    /// <summary>The rule that decides about the name, or null when no list of the chain has an opinion.</summary>
    internal static Rule? Find(RuleScope? scope, scoped in NameKey key)
    {
        for (; scope is not null; scope = scope._next)
        {
            var order = scope.LastMatch(key);
            if (order >= 0)
            {
                return scope._list[order];
            }
        }

        return null;
    }

    /// <summary>The last rule of this list alone that matches and that the query accepts. Tries one rule after the other.</summary>
    internal Rule? Find(scoped in NameKey key, ChoiceQuery query)
    {
        Rule? best = null;
        foreach (var name in _list.Names)
        {
            best = name.Matches(key) && query.Accepts(_list[name.Order]) ? _list[name.Order] : best;
        }

        foreach (var path in _live)
        {
            if (path.Rule.Order > (best?.Order ?? -1) && path.Matches(key) && query.Accepts(_list[path.Rule.Order]))
            {
                return _list[path.Rule.Order];
            }
        }

        return best;
    }

    /// <summary>Whether a rule of this list alone that the query accepts could match something below the child directory.</summary>
    internal bool CanMatchBelow(ReadOnlySpan<byte> name, ChoiceQuery query)
    {
        foreach (var rule in _list.Names)
        {
            if (query.Accepts(_list[rule.Order]))
            {
                return true;
            }
        }

        foreach (var path in _live)
        {
            if (query.Accepts(_list[path.Rule.Order]) && path.Rule.Pattern.Enter(path.State, name) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static LivePath[] Advance(LivePath[] live, ReadOnlySpan<byte> name)
    {
        var advanced = new LivePath[live.Length];
        var count = 0;
        foreach (var path in live)
        {
            var state = path.Rule.Pattern.Enter(path.State, name);
            if (state != 0)
            {
                advanced[count++] = new LivePath(path.Rule, state);
            }
        }

        return count == live.Length ? advanced : count == 0 ? [] : advanced[..count];
    }

    private int LastMatch(scoped in NameKey key)
    {
        var best = _list.Index is null ? -1 : _list.Index.LastMatch(key);
        foreach (ref readonly var path in _live.AsSpan())
        {
            if (path.Rule.Order <= best)
            {
                break;
            }

            if (path.Matches(key))
            {
                return path.Rule.Order;
            }
        }

        return best;
    }

    /// <summary>A path pattern that can still match here or below, and how far it has come.</summary>
    private readonly record struct LivePath(PathRule Rule, ulong State)
    {
        internal bool Matches(scoped in NameKey key) =>
            Rule.Pattern.IsLastReached(State) && (!Rule.IsDirectoryOnly || key.IsDirectory) && Rule.Pattern.Last.Matches(key.Matched);
    }
}
