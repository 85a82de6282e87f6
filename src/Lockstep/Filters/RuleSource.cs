namespace Lockstep.Filters;

/// <summary>Where rules stand: a file (with lines), an option, a key of <c>lockstep.toml</c>, or Lockstep itself.</summary>
/// <param name="Level">The level its rules belong to.</param>
/// <param name="Name">The name shown: a path relative to the project, <c>--exclude</c>, <c>lockstep.toml exclude</c>.</param>
/// <param name="HasLines">Whether the line number of a rule means anything.</param>
public sealed record RuleSource(RuleLevel Level, string Name, bool HasLines);
