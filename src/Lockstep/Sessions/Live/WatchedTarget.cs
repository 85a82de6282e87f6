using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Sessions.Live;

/// <summary>One of the targets of a watch.</summary>
/// <param name="Target">Where the project goes.</param>
/// <param name="Options">How that is done.</param>
/// <param name="Observer">Is told about it. Calls never overlap.</param>
public sealed record WatchedTarget(PushTarget Target, PushOptions Options, IRunObserver Observer);

/// <summary>What the targets of a watch have in common.</summary>
/// <param name="View">The project.</param>
/// <param name="Project">The same while it is watched.</param>
/// <param name="Reactions">What is run on a target after each batch, besides the deploy step.</param>
/// <param name="Client">Who watches.</param>
/// <param name="Controls">What the user has to say.</param>
/// <param name="Time">The clock.</param>
internal sealed record WatchContext(ProjectView View, LiveProject Project, ReactionOptions Reactions, ClientContext Client, LiveControls Controls, TimeProvider Time);
