using Lockstep.Sessions;

namespace Lockstep.Cli.Terminal;

/// <summary>Shows one run on one target, from its first phase to its summary.</summary>
internal interface IRunView : IRunObserver
{
    /// <summary>The run is over, well or not. Called once, last.</summary>
    void Finished(RunSummary summary);
}
