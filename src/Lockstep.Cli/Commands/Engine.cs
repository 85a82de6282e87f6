using Lockstep.Filters;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary>What the command line asks of the library. Everything else here only reads options and shows results.</summary>
internal sealed record Engine(
    Func<Project, PushTarget, PushOptions, IRunObserver, CancellationToken, Task<RunSummary>> PushAsync,
    Func<Project, PushTarget, PushOptions, IRunObserver, CancellationToken, Task<RunSummary>> DeployAsync,
    Func<Project, FilterOptions, IReadOnlyList<RelativePath>, IReadOnlyList<Explanation>> Explain);

/// <summary>Which rule decides about a path.</summary>
/// <param name="Path">The path.</param>
/// <param name="IsSent">Whether it is sent; else it is protected.</param>
/// <param name="Rule">The rule, as <c>file:line: pattern</c> or in words; safe to print.</param>
internal sealed record Explanation(RelativePath Path, bool IsSent, string Rule);
