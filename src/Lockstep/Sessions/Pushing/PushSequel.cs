using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>Does something on a target that a push has just brought in step, before its connection is closed.</summary>
internal delegate Task PushSequel(PushedTarget pushed, CancellationToken cancellation);

/// <summary>A target after a push.</summary>
/// <param name="Endpoint">The target, open; stays the push's.</param>
/// <param name="Tally">The push so far; takes what comes.</param>
/// <param name="Times">How long it took so far.</param>
/// <param name="Run">The target's last run.</param>
/// <param name="Changed">What this push changed, in path order.</param>
internal sealed record PushedTarget(IEndpoint Endpoint, RunTally Tally, PhaseTimes Times, long Run, IReadOnlyList<RelativePath> Changed);
