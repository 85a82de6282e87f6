using Lockstep.Filters.Git;

namespace Lockstep.Filters;

/// <summary>What git says in one directory: its chain of ignore rules and the tracked paths below.</summary>
internal readonly record struct RepositoryRules(RuleScope? Ignores, TrackedRange Tracked);
