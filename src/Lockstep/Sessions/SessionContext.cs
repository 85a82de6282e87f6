using Lockstep.Sessions.Claiming;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;

namespace Lockstep.Sessions;

/// <summary>What a session with a target is made from: what is kept in step, where, how, by whom, and who is told.</summary>
/// <param name="Project">The project.</param>
/// <param name="Target">The target.</param>
/// <param name="Options">How it is pushed to.</param>
/// <param name="Client">Who pushes.</param>
/// <param name="Observer">Is told everything.</param>
internal sealed record SessionContext(
    ProjectView Project, PushTarget Target, PushOptions Options, ClientContext Client, IRunObserver Observer)
{
    /// <summary>Judges whose the target is.</summary>
    public TargetClaim Claim => new(Project.Source, Options.Confirmed);

    /// <summary>The account of a new run.</summary>
    public RunAccount NewRun() => new(Target.Name, Observer);

    /// <summary>What this project remembers of the target; not read yet.</summary>
    public KnownTarget NewMemory() => new(
        new TargetMemory(Client.MemoryDirectory), RememberedTarget.IdentityOf(Project.Project, Target));
}

/// <summary>What a session may do with its target, and for how long it keeps others out.</summary>
internal enum SessionMode
{
    /// <summary>Nothing is written: the lock is not taken.</summary>
    Look,

    /// <summary>One run: the lock is held from the opening to the end.</summary>
    Run,

    /// <summary>Run after run: the lock is held for each of them alone, and others may write in between.</summary>
    Stay,
}
