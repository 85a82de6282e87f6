using Lockstep.Filters.Patterns;

namespace Lockstep.Filters;

/// <summary>
/// The rules in force inside one directory of the project. <see cref="Judge(ReadOnlySpan{byte}, bool)"/> is asked once for each name of the
/// directory's listing and allocates nothing (except where case does not count); <see cref="Enter"/> goes down. Immutable, for any thread.
/// </summary>
public sealed class DirectoryFilter
{
    private readonly FilterSet _filters;
    private readonly byte[] _path;
    private readonly RuleScope? _choices;
    private readonly RuleScope? _lockstepIgnores;
    private readonly RepositoryRules _git;

    /// <summary>
    /// The rule that decided about this directory for all below it: an include, or whatever protects it. Null when each name decides.
    /// </summary>
    private readonly Rule? _inherited;

    private DirectoryFilter(
        FilterSet filters, byte[] path, RuleScope? choices, RuleScope? lockstepIgnores, RepositoryRules git, Rule? inherited)
    {
        _filters = filters;
        _path = path;
        _choices = choices;
        _lockstepIgnores = lockstepIgnores;
        _git = git;
        _inherited = inherited;
    }

    /// <summary>The directory's path relative to the project, with a slash at its end; empty for the project itself.</summary>
    public ReadOnlySpan<byte> Path => _path;

    private bool IsProtected => _inherited is { Sends: false };

    /// <summary>
    /// The verdict on the entry <paramref name="name"/> of this directory. A symlink is no directory, wherever it points.
    /// </summary>
    public Verdict Judge(ReadOnlySpan<byte> name, bool isDirectory) => Judge(new NameKey(name, _filters.Fold(name), isDirectory));

    /// <summary>
    /// The rules inside the child directory <paramref name="name"/>, which was judged <see cref="VerdictKind.Send"/> or
    /// <see cref="VerdictKind.Descend"/>. In the latter case the rule files in it do not count and need not be read.
    /// </summary>
    public DirectoryFilter Enter(ReadOnlySpan<byte> name, in RuleFiles files)
    {
        var key = new NameKey(name, _filters.Fold(name), isDirectory: true);
        var verdict = Judge(key);
        var inherited = verdict.Kind != VerdictKind.Send || verdict.Rule is { Opinion: RuleOpinion.Include } ? verdict.Rule
            : IsProtected ? null
            : _inherited;
        byte[] path = [.. _path, .. name, (byte)'/'];
        var git = new RepositoryRules(RuleScope.Enter(_git.Ignores, key.Matched), _git.Tracked.Enter(name));
        var lockstepIgnores = RuleScope.Enter(_lockstepIgnores, key.Matched);
        return Create(_filters, path, RuleScope.Enter(_choices, key.Matched), lockstepIgnores, git, inherited, files);
    }

    internal static DirectoryFilter AtRoot(FilterSet filters, in RuleFiles files, RepositoryRules git) =>
        Create(filters, [], RuleScope.Push(filters.Choices, next: null), lockstepIgnores: null, git, inherited: null, files);

    /// <summary>Whether git tracks this entry, a directory only as a submodule.</summary>
    internal bool IsTracked(ReadOnlySpan<byte> name, bool isDirectory) =>
        isDirectory ? _git.Tracked.ContainsSubmodule(name) : _git.Tracked.Contains(name);

    private static DirectoryFilter Create(
        FilterSet filters, byte[] path, RuleScope? choices, RuleScope? lockstepIgnores, RepositoryRules git, Rule? inherited,
        in RuleFiles files)
    {
        if (inherited is not null)
        {
            // Below something protected, a repository of its own has no say: what it tracks is not wanted either.
            git = files.Git is null ? git : default;
            return new DirectoryFilter(filters, path, choices, lockstepIgnores, git, inherited);
        }

        var directory = path.Length == 0 || files == default ? "" : RuleDescription.Escape(path);
        git = files.Git is null ? git : filters.EnterRepository(files.Git, directory);
        git = git with { Ignores = RuleScope.Push(filters.CompileGitRules(files.GitIgnore, directory + ".gitignore"), git.Ignores) };
        var ownIgnores = IgnoreFile.Compile(files.LockstepIgnore, directory + ".lockstepignore", filters.IgnoresCase);
        return new DirectoryFilter(filters, path, choices, RuleScope.Push(ownIgnores, lockstepIgnores), git, inherited);
    }

    private Verdict Judge(scoped in NameKey key)
    {
        var rule = Decide(key);
        if (rule is null or { Sends: true })
        {
            return new Verdict(VerdictKind.Send, rule);
        }

        if (rule.Level > RuleLevel.Tracked && IsTracked(key.Name, key.IsDirectory))
        {
            return new Verdict(VerdictKind.Send, Rule.Tracked);
        }

        return new Verdict(key.IsDirectory && LeadsToWanted(rule, key) ? VerdictKind.Descend : VerdictKind.Protect, rule);
    }

    /// <summary>The first opinion from the highest level down. What is tracked is asked for only once something would protect it.</summary>
    private Rule? Decide(scoped in NameKey key)
    {
        var isHidden = key.Matched[0] == '.';
        if (isHidden && ReservedNames.IsState(key.Matched))
        {
            return Rule.State;
        }

        var isVersionControl = isHidden && ReservedNames.IsVersionControl(key.Matched);
        var isSettings = !key.IsDirectory && ReservedNames.IsSettings(key.Matched);
        if (Choose(key, isVersionControl, isSettings) is { } choice)
        {
            return choice;
        }

        if (isVersionControl || isSettings)
        {
            return isSettings ? Rule.Settings : Rule.VersionControl;
        }

        return _inherited
            ?? RuleScope.Find(_lockstepIgnores, key)
            ?? RuleScope.Find(_git.Ignores, key)
            ?? (isHidden && !_filters.SendsHidden ? Rule.Hidden : null);
    }

    /// <summary>The user's choice about the entry: of all that match it or a directory above it, the last given.</summary>
    private Rule? Choose(scoped in NameKey key, bool isVersionControl, bool isSettings)
    {
        var named = isVersionControl || _inherited?.Level == RuleLevel.VersionControl ? ReservedKind.VersionControl
            : isSettings ? ReservedKind.Settings
            : ReservedKind.None;
        var query = new ChoiceQuery(After: -1, IncludesOnly: IsProtected, named);
        var inherited = _inherited is { Level: RuleLevel.Choice } && query.Accepts(_inherited) ? _inherited : null;
        inherited = _inherited is { Level: RuleLevel.Choice, Sends: false } ? _inherited : inherited;
        var own = query is { IncludesOnly: false, Named: ReservedKind.None } ? RuleScope.Find(_choices, key) : _choices?.Find(key, query);
        return own is null || own.Order < (inherited?.Order ?? -1) ? inherited : own;
    }

    /// <summary>Whether something below a directory that <paramref name="rule"/> protects is tracked or may be included.</summary>
    private bool LeadsToWanted(Rule rule, scoped in NameKey key)
    {
        if (rule.Level > RuleLevel.Tracked && _git.Tracked.ContainsBelow(key.Name))
        {
            return true;
        }

        var after = rule.Level == RuleLevel.Choice ? rule.Order : -1;
        var query = new ChoiceQuery(after, IncludesOnly: true, rule.Level == RuleLevel.VersionControl ? ReservedKind.VersionControl : ReservedKind.None);
        return rule.Level != RuleLevel.State && _choices is not null && _choices.CanMatchBelow(key.Matched, query);
    }
}
